"""Both sides answer, the secretariat follows, and the offer's ledger goes with every step."""

import pytest
from sqlalchemy import select

from models import AuditEvent, Offer, Partnership, Role
from models.amounts import HorizonAmounts
from models.lifecycle import PartnershipStatus as Status


@pytest.fixture
def made(world, browse):
    """An offered partnership and everybody around it, each at their browser."""
    partnership = world.partnership()
    need, offer = partnership.need, partnership.offer
    users = {
        "city": world.user(Role.CITY_OFFICER, need.organisation),
        "partner": world.user(Role.PARTNER_OFFICER, offer.organisation),
        "reviewer": world.user(Role.REVIEWER), "stranger": world.user(Role.CITY_OFFICER),
    }  # fmt: skip
    sides = {"city": need.organisation.id, "secretariat": users["reviewer"].memberships[0].organisation_id}
    world.commit()
    browsers = {name: browse(user) for name, user in users.items()} | {"visitor": browse()}
    return partnership.id, offer.id, browsers, sides


def look(kept, made):
    def read(session):
        partnership, offer = session.get(Partnership, made[0]), session.get(Offer, made[1])
        return partnership.status, offer.reserved.total, offer.committed.total

    return kept(read)


def press(made, who, way, **changes):
    step = changes.pop("step", None)
    return made[2][who].fill_in(f"/partnerships/{made[0]}/{way}" + (f"?step={step}" if step else ""), **changes)


@pytest.mark.parametrize("order", [("city", "partner"), ("partner", "city")])
def test_both_accept_in_either_order(made, kept, order, events):
    first, second = order
    assert "1 waits for you" in made[2][first].get("/").main()
    press(made, first, "accept")
    assert look(kept, made)[0] == f"accepted_by_{first}"
    assert "1 waits for you" not in made[2][first].get("/").main()
    assert made[2][first].get("/partnerships/?waiting=1").rows() == []
    assert len(made[2][second].get("/partnerships/?waiting=1").rows()) == 1
    assert "Accepted by both sides." in follow(made, press(made, second, "accept"))
    assert look(kept, made) == (Status.ACCEPTED, 100_00, 0)
    assert events() == ["partnership.accept", "partnership.accept"]
    assert made[2]["visitor"].get(f"/partnerships/{made[0]}").status == 200


def test_when_the_partner_gives_is_drawn_for_those_who_see_how_much(made, world):
    world.session.get(Partnership, made[0]).status = Status.ACTIVE
    world.commit()
    drawn = {who: "When the partner gives, along ten years" in made[2][who].get(f"/partnerships/{made[0]}").text
             for who in ("city", "partner", "reviewer", "stranger", "visitor")}  # fmt: skip
    assert drawn == {"city": True, "partner": True, "reviewer": True, "stranger": False, "visitor": False}


def follow(made, page):
    return made[2]["partner"].get(page.location).words() + made[2]["city"].get(page.location).words()


def test_accepting_twice_changes_nothing_more(made, kept, events):
    url = f"/partnerships/{made[0]}"
    form = made[2]["city"].get(f"{url}/accept").form()
    for _ in range(2):
        assert made[2]["city"].send(f"{url}/accept", form).location == url
    assert look(kept, made)[0] == Status.ACCEPTED_BY_CITY
    assert events() == ["partnership.accept"]


@pytest.mark.parametrize("who", ["city", "partner"])
def test_declining_asks_why_and_frees_the_capacity(made, kept, who):
    page = press(made, who, "decline", reason=" ")
    assert (page.status, page.error_links()) == (422, ["#reason"])
    assert look(kept, made) == (Status.OFFERED, 100_00, 0)
    press(made, who, "decline", reason="Not this year.")
    assert look(kept, made) == (Status.DECLINED, 0, 0)
    assert "Not this year." in made[2]["reviewer"].get(f"/partnerships/{made[0]}").main()
    assert made[2]["stranger"].get(f"/partnerships/{made[0]}").status == 404


def test_the_secretariat_records_each_step_and_the_trail_tells_it(made, kept, events):
    press(made, "city", "accept")
    press(made, "partner", "accept")
    for step, status, reserved, committed in (
        ("agree", Status.AGREED, 0, 100_00), ("start", Status.ACTIVE, 0, 100_00),
        ("complete", Status.COMPLETED, 0, 100_00),
    ):  # fmt: skip
        page = made[2]["reviewer"].get(f"/partnerships/{made[0]}")
        assert f"/partnerships/{made[0]}/follow?step={step}" in page.links()
        press(made, "reviewer", "follow", step=step)
        assert look(kept, made) == (status, reserved, committed)
    assert events()[2:] == ["offer.commit", "partnership.agree", "partnership.start", "partnership.complete"]
    told = kept(lambda session: session.scalar(select(AuditEvent).where(AuditEvent.action == "partnership.agree")))
    assert told.changes["status"] == ["accepted", "agreed"]
    for step in ("agree", "nonsense", ""):
        token = made[2]["reviewer"].get("/account").hidden("csrf_token")
        fields = {"csrf_token": token, "step": step}
        assert made[2]["reviewer"].send(f"/partnerships/{made[0]}/follow", fields).status in (400, 409)


def test_an_end_before_its_time_has_a_reason_and_gives_everything_back(made, kept):
    press(made, "city", "accept")
    press(made, "partner", "accept")
    press(made, "reviewer", "follow", step="agree")
    assert press(made, "reviewer", "end", reason="").error_links() == ["#reason", "#whose-0"]
    press(made, "reviewer", "end", reason="The city changed its plan.", whose=made[3]["city"])
    assert look(kept, made) == (Status.TERMINATED, 0, 0)


def test_taking_back_before_signature_frees_what_was_reserved(made, kept):
    press(made, "reviewer", "end", reason="The plan was wrong.", whose=made[3]["secretariat"])
    assert look(kept, made) == (Status.WITHDRAWN, 0, 0)


def test_nobody_answers_for_another(made, kept):
    for who, step, answer in (
        ("stranger", "accept", 404), ("stranger", "decline", 404), ("reviewer", "accept", 403), ("city", "follow", 403),
        ("partner", "end", 403),
    ):  # fmt: skip
        token = made[2][who].get("/account").hidden("csrf_token")
        page = made[2][who].send(
            f"/partnerships/{made[0]}/{step}", {"csrf_token": token, "reason": "x", "step": "agree"}
        )
        assert page.status == answer, (who, step)
    assert look(kept, made) == (Status.OFFERED, 100_00, 0)


def test_amounts_contacts_and_reasons_stay_between_the_sides(world, browse, made):
    partnership = world.partnership(
        world.match(amounts=HorizonAmounts(765_43_00, 0, 0), offer=world.offer(capacity=HorizonAmounts(10**9, 0, 0))),
        status=Status.ACTIVE,
    )
    world.commit()
    for who in ("visitor", "stranger"):
        page = made[2][who].get(f"/partnerships/{partnership.id}").main()
        assert "Not disclosed" in page
        assert "76,543" not in page
        assert "example.org" not in page
        assert "76,543" not in made[2][who].get("/partnerships/").main()
    assert "76,543" in made[2]["reviewer"].get(f"/partnerships/{partnership.id}").main()


def test_each_status_says_who_moves_next_and_how_the_secretariat_is_told(made, world):
    page, who = f"/partnerships/{made[0]}", made[2]
    partnership = world.session.get(Partnership, made[0])
    city, partner = (one.name for one in partnership.parties)
    need = partnership.need_id
    world.session.rollback()  # what is read later would begin a transaction, and on SQLite the site would wait
    assert f"Who moves next {city} and {partner}. Accept it or decline it" in who["city"].get(page).main()
    press(made, "city", "accept")
    assert f"Who moves next {partner}. Accept it" in who["city"].get(page).main()
    assert "Next: the partner answers" in who["city"].get("/partnerships/?mine=1").main()
    assert "Your side has not answered yet" in who["partner"].get(page).main()
    assert "Your side has not answered yet" not in who["city"].get(page).main()
    press(made, "partner", "accept")
    assert "Next: both sides sign" in who["partner"].get("/partnerships/?mine=1").main()
    for side, write in (("city", f"/needs/{need}/write"), ("partner", f"/offers/{made[1]}/write")):
        shown = who[side].get(page)
        assert f"{city} and {partner}. Agree on the terms with each other and sign." in shown.main()
        assert {write, "mailto:c@example.org", "mailto:p@example.org"} <= set(shown.links())
    visitor = who["visitor"].get(page)
    assert "Agree on the terms" in visitor.main()
    assert not [one for one in visitor.links() if one.startswith("mailto:") or "write" in one]
    for step, said in (("agree", "Begin the work"), ("start", "Do the work"), ("complete", "It is completed.")):
        assert "record it with the button above" in who["reviewer"].get(page).main()
        press(made, "reviewer", "follow", step=step)
        assert said in who["city"].get(page).main()


def test_a_side_writes_to_the_secretariat_about_its_need_or_its_offer(made, world):
    who = made[2]
    partnership = world.session.get(Partnership, made[0])
    need, title, partner = partnership.need_id, partnership.need.title, partnership.offer.organisation.name
    world.session.rollback()
    assert who["city"].fill_in(f"/needs/{need}/write", text="We signed it on Monday.").status == 302
    assert who["partner"].fill_in(f"/offers/{made[1]}/write", text="We signed as well.").status == 302
    inbox = who["reviewer"].get("/messages/").main()
    assert f"writes about “{title}”" in inbox
    assert f"{partner} writes about" in inbox
    assert "We signed it on Monday." in who["reviewer"].get(f"/needs/{need}").main()
    assert "We signed it on Monday." not in who["partner"].get(f"/needs/{need}").main()
