"""A day of the secretariat: a plan is made, changed line by line, talked over with partners, and published."""

import pytest

from app.example import SECOND_REVIEWER, SIGN_INS
from journeys import city_steps
from journeys.day import decisions, partners, publishing, questions, runs
from journeys.steps import sign_in
from models import Role

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]


def test_the_secretariat_stays_in_charge_of_a_plan(open_page):
    def at_their_desk(email):
        page = open_page()
        sign_in(page, email)
        return page

    reviewer, city = at_their_desk(SIGN_INS[Role.REVIEWER]), at_their_desk(SIGN_INS[Role.CITY_OFFICER])
    city_steps.say_what_help_is_of_use(city)
    city_steps.submit_the_need(city)
    city_steps.publish_the_need(reviewer)

    runs.open_a_round(reviewer)
    runs.queue_two_runs(reviewer)
    runs.watch_and_stop_the_first(reviewer)
    runs.read_both_runs_side_by_side(reviewer)

    decisions.find_lines(reviewer)
    decisions.read_a_match(reviewer)
    forbidden = decisions.forbid_knowing_the_cost(reviewer)
    pinned = decisions.pin_less_than_proposed(reviewer)
    decisions.approve_in_bulk(reviewer)
    decisions.undo_one(reviewer)
    decisions.leave_a_note(reviewer)
    anew = decisions.start_over(reviewer)
    decisions.solve_around_them(reviewer, forbidden, pinned)
    decisions.compare_with_starting_over(reviewer, anew)

    questions.pick_a_level_of_fairness(reviewer)
    questions.ask_what_a_withdrawal_would_cost(reviewer)

    partner, bank = at_their_desk(SIGN_INS[Role.PARTNER_OFFICER]), at_their_desk("partner2@example.org")
    proposed = partners.open_the_window(reviewer)
    partners.see_own_proposals_alone(partner, proposed)
    raised = partners.offer_more(partner)
    objected = partners.object_with_a_reason(bank)
    partners.hear_them_out(reviewer, raised, objected)

    colleague = at_their_desk(SECOND_REVIEWER)
    partners.weigh_the_objection(reviewer, decisions.AROUND, objected)
    partners.decide_the_rest(reviewer, decisions.AROUND)
    partners.large_ones_wait_for_a_colleague(reviewer, decisions.AROUND)
    partners.cannot_decide_where_interested(colleague, decisions.AROUND)
    partners.approve_as_the_second_person(colleague, decisions.AROUND)

    left_out = questions.find_what_would_help(reviewer)
    questions.write_to_the_city(reviewer)
    questions.read_it_in_the_city(city, left_out)

    offer = publishing.offer_at_stake(reviewer)
    publishing.shrink_the_offer(bank, offer)
    publishing.publication_is_refused_naming_it(reviewer, offer)
    publishing.mend_by_solving_again(reviewer)
    partners.decide_the_rest(reviewer, publishing.MENDED)
    partners.second_the_rest(colleague, publishing.MENDED)
    publishing.publish(reviewer)
    publishing.both_sides_accept(city, partner)
    publishing.partnership_begins(reviewer)
    publishing.city_reads_its_answer(city, left_out)
