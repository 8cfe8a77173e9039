"""What a person is told of a rule that their request would have broken."""

from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.texts.blockers import sentence
from app.texts.formatting import number
from app.texts.labels import label
from models.errors import (
    BrokenRule,
    BrokenRules,
    CapacityExceeded,
    ConflictOfInterest,
    DomainError,
    IllegalMove,
    InPartnership,
    NotReady,
    StaleForm,
)

RULES = {
    "below_smallest": _l("Enter a largest amount that is not below the smallest."),
    "city_missing": _l("Enter the city, as the gazetteer spells it."),
    "country_missing": _l("Choose the country."),
    "above_capacity": _l("This is more than the whole offer. Enter less, or more for its periods."),
    "days_have_no_currency": _l("Expert-days have no currency: leave it out."),
    "in_future": _l("Enter today or a day before."),
    "is_past": _l("Enter today or a day to come."),
    "kind_stays": _l("An organisation stays of its kind."),
    "more_households_than_residents": _l("Enter no more households than people."),
    "more_than_cost": _l("With what the city gives and what is secured, this is more than the whole cost."),
    "nation_answers": _l("The nation answers here itself: leave its no-objection to it."),
    "negative": _l("Enter an amount that is not below 0."),
    "no_address": _l("Enter an e-mail address such as name@example.org."),
    "no_currency": _l("Choose a currency."),
    "no_rate": _l("There is no exchange rate for this currency yet. Choose another, or have a rate loaded first."),
    "no_weight": _l("Let at least one of the five parts of the score count: enter 1 or more."),
    "of_other_programme": _l("Choose needs of the same programme."),
    "organisation_name_missing": _l("Enter the name of the organisation."),
    "organisation_name_taken": _l("There is an organisation of this name already."),
    "partner_type_missing": _l("Choose what kind of partner it is."),
    "programme_title_missing": _l("Enter what the programme is called."),
    "round_title_missing": _l("Give the round a name."),
    "round_title_taken": _l("Another round has this name already. Choose another."),
    "secretariat_closed": _l("The secretariat stays open: nobody else could open it again."),
    "settlement_name_missing": _l("Enter the name of the settlement."),
    "settlement_name_taken": _l("The city already has a settlement of this name. Enter another, or change that one."),
    "settlements_of_others": _l("Choose settlements of the city government that leads it."),
    "too_large": _l("This is more than the platform can hold. Check the number of zeros."),
    "waits_for_itself": _l("A need cannot wait for itself: take it out."),
    "unknown_currency": _l("We know no such currency. Choose one from the list."),
    "unknown_place": _l("We know no such place: choose another."),
    "unknown_target": _l("Choose targets of the Sustainable Development Goals."),
}
"""What stands at a field, by the code of the rule that it breaks."""

DOUBTS = {
    "far_from_city": _l("This point is %(away)s km from the middle of %(city)s."),
    "far_off": _l("That is in %(years)s years."),
    "large_households": _l("That makes %(people)s people in each household."),
    "long_ago": _l("That was %(years)s years ago."),
    "more_than_city": _l("In all of %(city)s live %(people)s people, as far as we know."),
    "more_than_settlements": _l("In the settlements of the programme live %(people)s people."),
    "no_room": _l("That leaves less than a square metre for each resident."),
    "old_figure": _l("%(kind)s: the figure is of %(year)s."),
}
"""Why what stands at a field is doubted."""

RULES_WITH_FACTS = {
    "evidence_too_long": _l("%(flag)s: enter at most %(most)s characters."),
    "figure_in_future": _l("%(kind)s: enter the year in which the figure was found, this year or before."),
    "implausible_figure": _l("%(kind)s: give the share from 0 to 100, its year from 1950 on, and its source."),
    "instruments_of_other_kind": _l(
        "These are no forms of the kind that you chose: %(words)s. Untick them, or change the kind."
    ),
    "out_of_range": _l("Enter a whole number from %(least)s to %(most)s."),
    "over": _l("“%(title)s” is over: take it out."),
    "reason_too_short": _l("Say it in a sentence: %(least)s letters or more."),
    "too_long": _l("Enter at most %(most)s characters."),
    "waits_for_this": _l("“%(title)s” itself waits for this need: take it out."),
}


def broken_rule(rule: BrokenRule) -> str:
    """What stands at the field whose rule was broken, or which is doubted."""
    if rule.code in DOUBTS:
        return _("%(doubt)s Correct it, or say below why it is right.", doubt=doubt(rule))
    if rule.code in RULES_WITH_FACTS:
        facts = {name: _shown(value) for name, value in rule.facts.items()}
        return str(RULES_WITH_FACTS[rule.code]) % facts
    return str(RULES[rule.code])


def doubt(rule: BrokenRule) -> str:
    """Why what was written is doubted."""
    return str(DOUBTS[rule.code]) % {
        name: number(value) if isinstance(value, int) else _shown(value) for name, value in rule.facts.items()
    }


def _shown(fact: object) -> object:
    """A fact as people read it: words of the platform by their labels."""
    if isinstance(fact, list | tuple):
        return ", ".join(str(_shown(item)) for item in fact)
    return label(fact) if isinstance(fact, StrEnum) else fact


def explain(error: DomainError) -> str:
    """What a visitor is told of a broken rule."""
    match error:
        case BrokenRules():
            return " ".join(map(broken_rule, error.broken))
        case CapacityExceeded():
            return _(
                "The offer “%(title)s” has less free capacity than this needs. Nothing was changed.", title=error.title
            )
        case IllegalMove():
            return _("This step is no longer possible: somebody else may have taken it first. Load the page again.")
        case StaleForm():
            return _(
                "Somebody else changed this while you were looking at it. Load the page again to see what changed."
            )
        case ConflictOfInterest():
            return _(
                "You have an interest in %(organisations)s, so somebody else has to decide.",
                organisations=", ".join(error.organisations),
            )
        case InPartnership():
            return _(
                "A partnership for this still goes on, so it cannot be withdrawn. End the partnership first: decline "
                "it on its page or, once both sides accepted, ask the secretariat to end it. Then withdraw this."
            )
        case NotReady():
            return " ".join(sentence(one) for one in error.blockers)
        case _:
            return _("A rule of the platform does not allow this.")
