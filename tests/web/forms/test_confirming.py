"""Steps that others rely on are asked once more, with what they would do; a reason says more than a letter."""

import pytest

from models import Need, Partnership, Role
from models.lifecycle import PartnershipStatus, SubmissionStatus


@pytest.fixture
def scene(world, browse):
    """A submitted need, a published one, and a partnership that was offered; and who may take their next steps."""
    city = world.organisation(name="City of Hills")
    submitted = world.need(world.programme(city), status=SubmissionStatus.SUBMITTED, title="Drains")
    published = world.need(world.programme(city), title="Lamps")
    partnership = world.partnership(world.match(world.need(world.programme(city), title="Wells")))
    users = {
        "city": world.user(Role.CITY_OFFICER, city),
        "partner": world.user(Role.PARTNER_OFFICER, partnership.offer.organisation),
        "reviewer": world.user(Role.REVIEWER),
    }
    world.commit()
    return submitted, published, partnership, {name: browse(user) for name, user in users.items()}


def test_each_step_says_first_what_it_would_do_and_does_nothing_yet(scene, kept):
    submitted, published, partnership, who = scene
    need, wells = f"/needs/{submitted.id}", f"/partnerships/{partnership.id}"
    for name, page, url, words in (
        ("reviewer", need, f"{need}/publish", ("Publish “Drains”?", "USD 1,000", "Anybody can read it")),
        ("city", f"/needs/{published.id}", f"/needs/{published.id}/withdraw", ("“Lamps” for good?", "brought back")),
        ("city", wells, f"{wells}/accept", ("USD 100", "City of Hills", "“Wells”", "answers next")),
        ("partner", wells, f"{wells}/decline", ("USD 100", "free again", "with your reason")),
        ("reviewer", wells, f"{wells}/end", ("free again", "Both sides are told")),
    ):
        assert url in who[name].get(page).links()
        asked = who[name].get(url)
        assert asked.status == 200
        for said in words:
            assert said in asked.main(), (url, said)
        assert page in asked.links(), "the way back"
    assert kept(lambda session: session.get(Need, submitted.id).status) == SubmissionStatus.SUBMITTED
    assert kept(lambda session: session.get(Need, published.id).status) == SubmissionStatus.PUBLISHED
    assert kept(lambda session: session.get(Partnership, partnership.id).status) == PartnershipStatus.OFFERED


def test_what_somebody_else_did_meanwhile_leads_back_to_the_page(scene):
    submitted, published, partnership, who = scene
    who["reviewer"].fill_in(f"/needs/{submitted.id}/publish")
    assert who["reviewer"].get(f"/needs/{submitted.id}/publish").location == f"/needs/{submitted.id}"
    who["city"].fill_in(f"/needs/{published.id}/withdraw")
    assert who["city"].get(f"/needs/{published.id}/withdraw").location == f"/needs/{published.id}"
    page = f"/partnerships/{partnership.id}"
    who["city"].fill_in(f"{page}/decline", reason="We found it at home.")
    for name, step in (
        ("city", "accept"),
        ("partner", "decline"),
        ("reviewer", "end"),
        ("reviewer", "follow?step=agree"),
    ):
        assert who[name].get(f"{page}/{step}").location == page


@pytest.mark.parametrize("reason", ["x", "No.", ". . . . . . . . . .", "Too late"])
def test_a_reason_says_something(scene, kept, reason):
    submitted, _published, partnership, who = scene
    page = f"/partnerships/{partnership.id}"
    told = ["Say it in a sentence: 10 letters or more."]
    assert who["partner"].fill_in(f"{page}/decline", reason=reason).errors() == told
    assert (
        who["reviewer"].fill_in(f"{page}/end", reason=reason, whose=str(partnership.offer.organisation_id)).errors()
        == told
    )
    need = f"/needs/{submitted.id}"
    sent_back = who["reviewer"].press(need, f"{need}/send-back", comment=reason)
    assert sent_back.errors() == told
    assert sent_back.form(f"{need}/send-back")["comment"] == [reason]
    assert kept(lambda session: session.get(Partnership, partnership.id).status) == PartnershipStatus.OFFERED
