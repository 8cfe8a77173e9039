"""A process in which the platform has one noun more, walked through by requests: `python -m tests.noun.walk DATABASE`.

The noun is the files beside this one. What a noun of the platform has besides, one line in `app/site/blueprints.py`, is
done here. (The models find the file of a table by themselves; here it is imported with the pages.)
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import app
from app.config import Settings
from app.database import connect, sessions
from factories import Make
from models import AuditEvent, Base, Role
from tests.browser import Browser
from tests.noun.table import CommunityAgreement
from unsaved import refuse_unsaved


def site_with_the_noun(database_url):
    from tests.noun.pages import community_agreements

    known = app.register_blueprints

    def register(site):
        known(site)
        site.register_blueprint(community_agreements)  # the line in app/site/blueprints.py

    app.register_blueprints = register
    site = app.create_app(
        Settings(
            database_url=database_url, secret_key="a secret of the tests, long enough",
            password_salt="a salt of the tests, long enough as well", https=False, testing=True,
        )
    )  # fmt: skip
    refuse_unsaved(site)
    return site


def walk(database_url):
    engine = connect(database_url)
    Base.metadata.create_all(engine)
    site = site_with_the_noun(database_url)
    with sessions(engine)(expire_on_commit=False) as session:
        given = Make(session)
        officer, other, reviewer, partner = (
            given.user(role) for role in (Role.CITY_OFFICER, Role.CITY_OFFICER, Role.REVIEWER, Role.PARTNER_OFFICER)
        )
        given.commit()
    officer, other, reviewer, partner, visitor = (
        Browser(site, user) for user in (officer, other, reviewer, partner, None)
    )
    refused = officer.fill_in("/community-agreements/new", duties="Residents dig, the city pays.")
    assert (refused.status, refused.errors()) == (422, ["Enter what the agreement is called."])
    form = officer.get("/community-agreements/new").form()
    wells = {"title": "Wells of Kibera", "duties": "Residents dig."}
    made = officer.send("/community-agreements/new", form, **wells)
    assert made.status == 302
    address = made.location
    assert address.startswith("/community-agreements/")
    assert "Residents dig." in officer.get(address).main()
    assert (
        officer.send("/community-agreements/new", form, title="Wells of Kibera", duties="Residents dig.").status == 302
    )
    assert officer.get("/community-agreements/").rows() == ["Wells of Kibera"]

    opened = officer.get(f"{address}/edit").form()
    assert officer.send(f"{address}/edit", opened, duties="The city digs.").location == address
    assert "The city digs." in officer.get(address).main()
    stale = officer.send(f"{address}/edit", opened, duties="Nobody digs.")
    assert stale.status == 409
    assert "The city digs." in stale.main()

    assert "Change" in officer.get(address).main()
    assert "Change" not in reviewer.get(address).main()
    assert reviewer.get(f"{address}/edit").status == 403
    assert reviewer.get("/community-agreements/").rows() == ["Wells of Kibera"]
    assert other.get("/community-agreements/").rows() == []
    assert [other.get(page).status for page in (address, f"{address}/edit")] == [404, 404]
    assert [partner.get(page).status for page in ("/community-agreements/", address)] == [403, 404]
    assert "/sign-in" in visitor.get(address).location

    with sessions(engine)() as session:
        events = session.query(AuditEvent).filter_by(subject_type=CommunityAgreement.__name__)
        actions = [event.action for event in events.order_by(AuditEvent.at)]
    engine.dispose()
    assert actions == ["community_agreement.create", "community_agreement.revise", "access.refuse"]


if __name__ == "__main__":
    walk(sys.argv[1])
