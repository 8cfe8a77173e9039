"""The pages of community agreements, and their form."""

from flask import Blueprint, render_template
from sqlalchemy import select
from wtforms.validators import DataRequired

from app.access import current_actor, current_viewer, requires, visible
from app.extensions import db
from app.forms.fields import line, text
from app.forms.listing import Sorting, paginate, search
from app.forms.submitting import WrittenForm
from app.forms.writing import Writing
from models import Role
from tests.noun import service
from tests.noun.rights import CommunityAgreementRight
from tests.noun.service import CommunityAgreementTerms
from tests.noun.table import CommunityAgreement

community_agreements = Blueprint(
    "community_agreements", __name__, url_prefix="/community-agreements", template_folder="templates"
)


class CommunityAgreementForm(WrittenForm):
    title = line("What is the agreement called?", CommunityAgreement.LENGTHS["title"])
    duties = text("Who does what?", CommunityAgreement.LENGTHS["duties"])

    def validate_title(self, field):
        DataRequired("Enter what the agreement is called.")(self, field)

    def terms(self):
        return CommunityAgreementTerms(title=self.title.data, duties=self.duties.data)


@community_agreements.get("/")
@requires(CommunityAgreementRight.SEE)
def index():
    sorting = Sorting({"title": CommunityAgreement.title}, default="title")
    statement = select(CommunityAgreement).where(visible(current_viewer(), CommunityAgreement))
    page = paginate(sorting.order(search(statement, CommunityAgreement.title), CommunityAgreement.id))
    return render_template("community_agreements/index.html", page=page, sorting=sorting)


@community_agreements.get("/<uuid:community_agreement_id>")
@requires(CommunityAgreementRight.SEE, CommunityAgreement)
def show(community_agreement):
    mine = current_viewer().can(CommunityAgreementRight.EDIT, community_agreement)
    return render_template("community_agreements/show.html", community_agreement=community_agreement, mine=mine)


class CommunityAgreementWriting(Writing[CommunityAgreement, CommunityAgreementForm]):
    templates = "community_agreements"
    model = CommunityAgreement
    right = CommunityAgreementRight.EDIT

    def form(self, thing, **more):
        return CommunityAgreementForm(obj=thing, **more)

    def revise(self, thing, form):
        service.revise(db.session, thing, form.terms(), form.version_seen, current_actor(thing.organisation))


writing = CommunityAgreementWriting()
writing.register(community_agreements)


@community_agreements.route("/new", methods=["GET", "POST"])
@requires(CommunityAgreementRight.CREATE)
def create():
    form = CommunityAgreementForm()
    [organisation] = current_viewer().organisations(Role.CITY_OFFICER)
    return writing.create(
        form,
        lambda identity: service.create(db.session, organisation, form.terms(), current_actor(organisation), identity),
    )
