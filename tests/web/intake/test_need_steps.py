"""From draft to published: who asks whom, what is asked for all at once, and what a change undoes."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.services.intake import needs
from app.services.intake.needs import NeedTerms
from app.services.record.actor import Actor
from models import AuditEvent, Need, NoObjection, Role
from models.amounts import HorizonAmounts
from models.base import utc_now
from models.lifecycle import PartnershipStatus, SubmissionStatus
from models.organisations import OrganisationKind
from models.vocabulary import Flag


@pytest.fixture
def people(world, browse):
    """The city, a second officer of it, the reviewer and the nation, each at their browser."""
    country = world.country()
    city = world.organisation(city=world.city(country=country))
    nation = world.organisation(OrganisationKind.NATIONAL_GOVERNMENT, country=country, name="Ministry of Housing")
    world.city_organisation = city
    users = {
        "city": world.user(Role.CITY_OFFICER, city), "colleague": world.user(Role.CITY_OFFICER, city),
        "reviewer": world.user(Role.REVIEWER), "nation": world.user(Role.NATIONAL_OFFICER, nation),
    }  # fmt: skip
    return {name: browse(user) for name, user in users.items()}


@pytest.fixture
def need(world, people):
    def made(**values):
        one = world.need(world.programme(world.city_organisation), **values)
        world.commit()
        return one

    return made


def status(kept, need):
    return kept(lambda session: session.get(Need, need.id).status)


def test_submitting_tells_everything_that_is_missing_at_once(people, need, kept):
    draft = need(
        status=SubmissionStatus.DRAFT, title="", description="", theme=None, instruments=[], amount=0,
        residents_reached=None, contact_name="", contact_email="", first_horizon="long", last_horizon="short",
    )  # fmt: skip
    page = people["city"].send(f"/needs/{draft.id}/submit", {"csrf_token": token(people["city"])})
    assert page.status == 422
    assert len(page.errors()) == 9
    for link in page.error_links():
        url, _, target = link.partition("#")
        assert url.startswith(f"/needs/{draft.id}/edit/")
        assert f'id="{target}"' in people["city"].get(url).text
    assert status(kept, draft) == SubmissionStatus.DRAFT


def token(browser):
    return browser.get("/account").hidden("csrf_token")


def test_the_way_to_publication_with_a_detour(people, need, kept, events):
    one = need(status=SubmissionStatus.DRAFT)
    city, reviewer = people["city"], people["reviewer"]
    assert city.fill_in(f"/needs/{one.id}/submit").status == 302
    again = city.send(f"/needs/{one.id}/submit", {"csrf_token": token(city)})
    assert again.location == f"/needs/{one.id}"  # pressed twice
    page = reviewer.press(f"/needs/{one.id}", f"/needs/{one.id}/send-back", comment="  \n ")
    assert page.status == 422
    assert page.error_links() == ["#comment"]
    reviewer.press(f"/needs/{one.id}", f"/needs/{one.id}/send-back", comment="Say since when.")
    assert status(kept, one) == SubmissionStatus.RETURNED
    assert "Say since when." in city.get(f"/needs/{one.id}").main()
    page = city.fill_in(f"/needs/{one.id}/edit", description="")  # half mended is kept as well
    assert page.status == 302
    city.fill_in(f"/needs/{one.id}/edit", description="Since May.")
    city.fill_in(f"/needs/{one.id}/submit")
    assert "Say since when." in reviewer.get(f"/needs/{one.id}").main()
    reviewer.fill_in(f"/needs/{one.id}/publish")
    assert status(kept, one) == SubmissionStatus.PUBLISHED
    steps = ["submit", "send_back", "revise", "revise", "submit", "publish"]
    assert events() == [f"need.{step}" for step in steps]


def test_what_is_with_the_reviewers_cannot_be_changed_and_no_text_is_lost(people, need):
    one = need()
    form = people["city"].get(f"/needs/{one.id}/edit").form()
    people["colleague"].fill_in(f"/needs/{one.id}/edit")
    page = people["city"].send(f"/needs/{one.id}/edit", form, description="My long text")
    page = people["city"].send(f"/needs/{one.id}/edit", page.form())
    assert page.status == 409
    assert page.form()["description"] == ["My long text"]
    assert "with the reviewers" in " ".join(page.errors())
    assert people["city"].get(f"/needs/{one.id}/edit").location == f"/needs/{one.id}"


def test_a_stale_form_names_what_changed_and_keeps_what_was_written(people, need, kept):
    one = need(status=SubmissionStatus.DRAFT, title="Old")
    mine = people["city"].get(f"/needs/{one.id}/edit").form()
    people["colleague"].fill_in(f"/needs/{one.id}/edit", title="Theirs", amount="5000")
    page = people["city"].send(f"/needs/{one.id}/edit", mine, title="Mine", description="Also mine")
    assert page.status == 409
    assert page.error_links() == ["#title", "#amount"]
    assert "Theirs" in page.errors()[1]
    assert "5000" in page.errors()[2]
    assert page.form()["title"] == ["Mine"]
    assert page.form()["description"] == ["Also mine"]
    assert kept(lambda session: session.get(Need, one.id).title) == "Theirs"
    assert people["city"].send(f"/needs/{one.id}/edit", page.form()).status == 302  # compared, and saved again
    assert kept(lambda session: session.get(Need, one.id).title) == "Mine"


def test_a_change_of_evidence_or_sequence_alone_makes_other_forms_stale(people, need, kept, world):
    one = need(status=SubmissionStatus.DRAFT)
    first = world.need(session_programme(world, one), status=SubmissionStatus.DRAFT)
    world.commit()
    stale = people["city"].get(f"/needs/{one.id}/edit").form()
    people["colleague"].fill_in(f"/needs/{one.id}/edit", **{"evidence-0": "Signed", "requires": [str(first.id)]})
    page = people["city"].send(f"/needs/{one.id}/edit", stale)
    assert page.status == 409
    assert set(page.error_links()) == {"#evidence-0", "#requires-0"}
    told = kept(lambda session: session.scalars(select(AuditEvent).where(AuditEvent.action == "need.revise")).one())
    assert told.changes["evidence"] == [{}, {"community_agreement": "Signed"}]
    assert told.changes["requires"] == [[], [str(first.id)]]


def session_programme(world, need):
    from models import Programme

    return world.session.get(Programme, need.programme_id)


@pytest.mark.parametrize("version", ["", "abc", "-1", "9" * 400, "١"])
def test_a_version_that_is_none_counts_as_stale(people, need, version):
    one = need(status=SubmissionStatus.DRAFT)
    page = people["city"].fill_in(f"/needs/{one.id}/edit", version=version)
    assert page.status == 409


def test_a_change_of_a_published_need_asks_everybody_again(people, need, kept):
    one = need(published_at=utc_now())
    page = people["nation"].press(f"/needs/{one.id}", f"/needs/{one.id}/no-objection", answer="none")
    assert page.status == 302
    assert Flag.NATIONAL_NO_OBJECTION in kept(lambda session: session.get(Need, one.id).evidence)
    people["city"].fill_in(f"/needs/{one.id}/edit", amount="2000")
    assert status(kept, one) == SubmissionStatus.SUBMITTED
    assert kept(lambda session: session.get(Need, one.id).evidence) == {}
    people["reviewer"].fill_in(f"/needs/{one.id}/publish")
    page = people["nation"].get("/needs/?unanswered=1")
    assert page.rows() == [one.title]
    assert "before its last change" in people["nation"].get(f"/needs/{one.id}").main()


def test_the_old_letter_of_a_nation_that_is_not_here_falls_with_the_change_and_a_new_one_stands(world, session, make):
    evidence = {Flag.NATIONAL_NO_OBJECTION: "Letter of May", Flag.LAND_SECURED: "Deed"}
    officer = make.user(Role.CITY_OFFICER)
    for after, stands in (("Letter of May", False), ("Letter of June", True)):
        need = make.need()
        need.evidence = evidence
        session.flush()
        changed = {"amount": 5, "evidence": evidence | {Flag.NATIONAL_NO_OBJECTION: after}}
        needs.revise(session, need, replace(NeedTerms.of(need), **changed), need.version, Actor(officer))
        assert (Flag.NATIONAL_NO_OBJECTION in need.evidence) is stands
        assert need.evidence[Flag.LAND_SECURED] == "Deed"


def test_a_published_need_cannot_be_saved_incomplete(people, need, kept):
    one = need()
    page = people["city"].fill_in(f"/needs/{one.id}/edit", title="", amount="10", own_contribution="10")
    assert page.status == 422
    assert page.error_links() == ["#title", "#amount"]
    assert status(kept, one) == SubmissionStatus.PUBLISHED


def test_currency_and_kind_stay_while_partnerships_count_in_them(people, need, world, kept):
    one = need()
    world.rate("JPY")
    partnership = world.partnership(world.match(one))
    world.commit()
    page = people["city"].fill_in(f"/needs/{one.id}/edit", currency="JPY")
    assert (page.status, page.error_links()) == (409, ["#currency"])
    one.status = SubmissionStatus.RETURNED
    world.commit()
    page = people["city"].fill_in(f"/needs/{one.id}/edit/what", kind="technical")
    assert (page.status, page.error_links()) == (409, ["#kind-0"])
    partnership.status, partnership.reason = PartnershipStatus.DECLINED, "No"
    world.commit()
    assert people["city"].fill_in(f"/needs/{one.id}/edit", currency="JPY").status == 302


def test_a_need_is_withdrawn_once(people, need, kept):
    one = need()
    city = people["city"]
    form = city.get(f"/needs/{one.id}/withdraw").form()
    assert city.send(f"/needs/{one.id}/withdraw", form).status == 302
    assert status(kept, one) == SubmissionStatus.WITHDRAWN
    assert city.send(f"/needs/{one.id}/withdraw", form).status == 409
    assert people["nation"].get(f"/needs/{one.id}").status == 404


def covered(world, need, amounts, **values):
    world.partnership(world.match(need, amounts=amounts, offer=world.offer(capacity=amounts)), **values)
    world.commit()


@pytest.mark.parametrize(
    ("currency", "covers", "less", "least", "figure"),
    [("USD", 600_00, "749.99", "750", "USD\u00a0750"), ("JPY", 60_000, "60149", "60150", "JPY\u00a060,150")],
)
def test_a_need_never_asks_less_than_its_partnerships_cover(
    people, need, world, kept, currency, covers, less, least, figure
):
    world.rate(currency)
    given = 100_00 if currency == "USD" else 100
    one = need(amount=100_000_00, currency=currency, own_contribution=given, secured=given // 2)
    covered(world, one, HorizonAmounts(1, 0, 0), covers=covers)
    url, changed = f"/needs/{one.id}/edit", people["city"]
    page = changed.fill_in(url, amount=less, title="A smaller thing")
    assert (page.status, page.error_links()) == (409, ["#amount"])
    assert figure in page.errors()[0]
    assert (page.form()["amount"], page.form()["title"]) == ([less], ["A smaller thing"])
    assert kept(lambda session: session.get(Need, one.id)).amount == 100_000_00
    page = changed.fill_in(url, amount=least, own_contribution="101" if currency == "JPY" else "100.01")
    assert page.error_links() == ["#amount"], "what the city gives is not asked of partners"
    assert changed.fill_in(url, amount=least).status == 302


def test_a_need_stays_what_its_partnerships_were_made_for(people, need, world, kept):
    one = need(amount=1_000_00, max_partners=4, first_horizon="short", last_horizon="long")
    for amounts in (HorizonAmounts(0, 100_00, 0), HorizonAmounts(0, 0, 100_00)):
        covered(world, one, amounts)
    url, city = f"/needs/{one.id}/edit", people["city"]
    page = city.fill_in(url, theme="energy", first_horizon="long", last_horizon="medium", amount="900")
    assert (page.status, page.error_links()) == (409, ["#theme", "#first_horizon-0", "#last_horizon-0"])
    assert "Water" in page.errors()[0]
    assert "Medium (years 2–5)" in page.errors()[1]
    assert "Long (years 5–10)" in page.errors()[2]
    assert (page.form()["theme"], page.form()["amount"]) == (["energy"], ["900"])
    page = city.fill_in(url, max_partners="1")
    assert (page.status, page.error_links()) == (409, ["#max_partners"])
    assert "2 or more" in page.errors()[0]
    assert city.fill_in(url, first_horizon="medium", max_partners="2", amount="200").status == 302


def test_what_partnerships_gave_back_holds_a_need_to_nothing(people, need, world):
    one = need(amount=1_000_00)
    covered(world, one, HorizonAmounts(500_00, 0, 0), status=PartnershipStatus.DECLINED, reason="No")
    page = people["city"].fill_in(f"/needs/{one.id}/edit", theme="energy", first_horizon="medium", amount="1")
    assert page.status == 302


def test_a_need_whose_amount_nobody_touched_is_changed_in_words(people, need, world):
    one = need(amount=100_00)
    covered(world, one, HorizonAmounts(100_01, 0, 0))
    assert people["city"].fill_in(f"/needs/{one.id}/edit", title="Other").status == 302


def test_a_need_is_not_withdrawn_while_a_partnership_for_it_goes_on(people, need, world, kept):
    one, city = need(), people["city"]
    form = city.get(f"/needs/{one.id}/withdraw").form()
    partnership = world.partnership(world.match(one))
    world.commit()
    page = city.send(f"/needs/{one.id}/withdraw", form)
    assert page.status == 409
    assert "End the partnership first" in page.main()
    assert status(kept, one) == SubmissionStatus.PUBLISHED
    page = city.get(f"/needs/{one.id}")
    assert "/withdraw" not in page.text
    assert "End that first" in page.main()
    partnership.status, partnership.reason = PartnershipStatus.DECLINED, "No"
    world.commit()
    assert city.fill_in(f"/needs/{one.id}/withdraw").status == 302
    assert status(kept, one) == SubmissionStatus.WITHDRAWN


def test_the_nation_answers_once_more_and_the_newest_answer_holds(people, need, kept, events):
    one = need(published_at=utc_now())
    url, action = f"/needs/{one.id}", f"/needs/{one.id}/no-objection"
    assert "1 waits for you" in people["nation"].get("/").main()
    assert people["nation"].press(url, action).error_links() == ["#answer-0"]
    page = people["nation"].press(url, action, answer="some", reason=" ")
    assert (page.status, page.error_links()) == (422, ["#reason"])
    people["nation"].press(url, action, answer="none")
    evidence = kept(lambda session: session.get(Need, one.id).evidence)[Flag.NATIONAL_NO_OBJECTION]
    assert evidence == f"Ministry of Housing, {utc_now().date().isoformat()}"
    assert "Nothing waits" in people["nation"].get("/").main()
    assert people["nation"].get("/needs/?unanswered=1").rows() == []
    people["nation"].press(url, action, answer="some", reason="The land is a reserve.")
    assert kept(lambda session: session.get(Need, one.id).evidence) == {}
    assert kept(lambda session: len(session.scalars(select(NoObjection)).all())) == 2
    assert "The land is a reserve." in people["city"].get(url).main()
    assert "The land is a reserve." in people["reviewer"].get(url).main()
    assert status(kept, one) == SubmissionStatus.PUBLISHED
    assert events()[-2:] == ["need.no_objection", "need.objection"]


def test_others_do_not_read_why_a_nation_objects(people, need, browse, world):
    one = need(published_at=utc_now())
    partner, other = (
        world.user(Role.PARTNER_OFFICER),
        world.organisation(OrganisationKind.NATIONAL_GOVERNMENT, country=world.country("BRA")),
    )
    abroad = world.user(Role.NATIONAL_OFFICER, other)
    world.commit()
    people["nation"].press(f"/needs/{one.id}", f"/needs/{one.id}/no-objection", answer="some", reason="A reserve.")
    for user in (None, partner, abroad):
        page = browse(user).get(f"/needs/{one.id}")
        assert page.status == 200
        assert "A reserve." not in page.text
    form = {"answer": "none", "csrf_token": token(browse(abroad))}
    browser = browse(abroad)
    assert browser.send(f"/needs/{one.id}/no-objection", form | {"csrf_token": token(browser)}).status == 403


def test_a_nation_does_not_answer_what_it_has_not_read(people, need, kept):
    one = need(published_at=utc_now())
    form = people["nation"].get(f"/needs/{one.id}").form(f"/needs/{one.id}/no-objection")
    people["city"].fill_in(f"/needs/{one.id}/edit", amount="9000")
    people["reviewer"].fill_in(f"/needs/{one.id}/publish")
    page = people["nation"].send(f"/needs/{one.id}/no-objection", form, answer="some", reason="My own reason")
    assert page.status == 409
    assert "My own reason" in page.text
    assert kept(lambda session: session.scalars(select(NoObjection)).all()) == []
    assert (
        people["nation"].send(f"/needs/{one.id}/no-objection", page.form(f"/needs/{one.id}/no-objection")).status == 302
    )


def test_no_draft_is_betrayed_by_what_waits_for_it(people, need, browse, world):
    first = need(status=SubmissionStatus.DRAFT, title="Secret forerunner")
    one = need(requires=[world.session.get(Need, first.id)])
    assert "Secret forerunner" in people["city"].get(f"/needs/{one.id}").text
    for user in (None, world.user(Role.PARTNER_OFFICER)):
        world.commit()
        assert "Secret forerunner" not in browse(user).get(f"/needs/{one.id}").text


def test_words_to_send_back_are_not_lost_where_a_colleague_was_quicker(world, browse, events):
    one = world.need(status="submitted")
    first, second = (browse(world.user(Role.REVIEWER)) for _ in range(2))
    world.commit()
    form = first.get(f"/needs/{one.id}").form(f"/needs/{one.id}/send-back")
    second.fill_in(f"/needs/{one.id}/publish")
    late = first.send(f"/needs/{one.id}/send-back", form | {"comment": "Say since when, please."})
    assert late.status == 409
    assert "Your words were not sent: Say since when, please." in late.words()
    assert "need.send_back" not in events()


def test_anybody_reads_what_came_of_a_need_once_both_sides_accepted(world, browse):
    partnership = world.partnership()
    offered = world.partnership(world.match(partnership.need))
    partnership.status = PartnershipStatus.ACTIVE
    world.commit()
    page = browse(None).get(f"/needs/{partnership.need_id}")
    assert f"/partnerships/{partnership.id}" in page.links()
    assert f"/partnerships/{offered.id}" not in page.links()
    assert partnership.offer.organisation.name in page.main()
