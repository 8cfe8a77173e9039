"""The knobs of a policy in plain words: what each means, and what happens when it is raised or lowered."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Knob:
    field: str
    meaning: Any
    raised: Any
    lowered: Any
    unit: Any = ""


@dataclass(frozen=True)
class KnobGroup:
    title: Any
    knobs: tuple[Knob, ...]


FAIRNESS = KnobGroup(
    _l("Fairness"),
    (
        Knob(
            "fairness_percent",
            _l(
                "The matching first finds the level up to which all groups can be covered at once, each measured by"
                " the most that it could get alone. This is the part of that level that no group should fall below."
            ),
            _l("Groups that are hard to serve get more; the plan as a whole achieves less."),
            _l("The plan achieves more in all, and some groups may get little. At 0 there is no floor."),
            "%",
        ),
        Knob(
            "fairness_group",
            _l("The groups between which the plan is fair."),
            _l("Few large groups leave the plan more freedom."),
            _l("Many small groups bind it more."),
        ),
    ),
)

HORIZONS = KnobGroup(
    _l("When help comes"),
    (
        Knob(
            "preference_short_percent",
            _l("The value of covering a need in years 0–2, against the full value."),
            _l("More is planned early."),
            _l("Later horizons gain weight against it."),
            "%",
        ),
        Knob(
            "preference_medium_percent",
            _l("The value of covering a need in years 2–5."),
            _l("Years 2–5 count nearly as much as full value: the plan waits more readily."),
            _l("The plan takes early capacity first."),
            "%",
        ),
        Knob(
            "preference_long_percent",
            _l("The value of covering a need in years 5–10."),
            _l("Long-term capacity is used more."),
            _l("Long-term capacity is used only where nothing earlier fits."),
            "%",
        ),
    ),
)

SHAPE = KnobGroup(
    _l("The shape of the plan"),
    (
        Knob(
            "partnership_cost_permille",
            _l(
                "Every partnership costs people time. It is proposed only where it helps at least this much. 20 means:"
                " as much as covering 2% of one need, where need and offer fit in every way."
            ),
            _l("Fewer and larger partnerships; small contributions fall out."),
            _l("More and smaller partnerships. At 0 even the smallest contribution is taken."),
            _l("thousandths of a need"),
        ),
        Knob(
            "integration_bonus_permille",
            _l(
                "What it is worth, on top, that every need of a programme is taken up. 100 means: as much as covering"
                " 10% of one more need. Programmes with a single need get none."
            ),
            _l("Whole programmes are completed before new ones are begun."),
            _l("Needs are judged one by one, and programmes may stay half done."),
            _l("thousandths of a need"),
        ),
    ),
)

SCORE = KnobGroup(
    _l("What makes a good pair"),
    (
        Knob(
            "weight_theme",
            _l("An offer made for this theme alone fits better than one that is open to many."),
            _l("Specialised partners are preferred."),
            _l("General offers are used as readily."),
        ),
        Knob(
            "weight_place",
            _l(
                "An offer that names the country fits better than one for a region, an income group or the whole world."
            ),
            _l("Partners that chose the country are preferred."),
            _l("World-wide offers are used as readily."),
        ),
        Knob(
            "weight_instrument",
            _l("How many of the forms of support that the city accepts the partner can give."),
            _l("Offers that leave the city a choice are preferred."),
            _l("One form in common is enough."),
        ),
        Knob(
            "weight_readiness",
            _l("How many of the six readiness flags the need carries, each with evidence."),
            _l("Needs that can start at once come first."),
            _l("Needs that still have to prepare have the same chance."),
        ),
        Knob(
            "weight_continuity",
            _l("Whether city and partner work together already or have done so."),
            _l("Existing relations are continued."),
            _l("New relations are begun as readily."),
        ),
    ),
)

SEARCH = KnobGroup(
    _l("The search"),
    (
        Knob(
            "gap_permille",
            _l("The search stops when it has proved that no plan can be better by more than this. 10 means 1%."),
            _l("A run ends sooner, with a looser proof."),
            _l("A run takes longer, with a tighter proof. At 0 it must prove its plan the best."),
            _l("thousandths"),
        ),
        Knob(
            "time_limit_seconds",
            _l("A run keeps the best plan it has when this time is over, and says how good it is proved to be."),
            _l("Better plans in large rounds, and a longer wait."),
            _l("Quicker answers with a looser proof."),
            _l("seconds"),
        ),
    ),
)

APPROVAL = KnobGroup(
    _l("Before publication"),
    (
        Knob(
            "window_days",
            _l("Each partner sees the matches proposed for its offers, and may comment, object or offer more."),
            _l("Partners have more time; publication comes later."),
            _l("Publication comes sooner. At 0 a plan may be published without a window."),
            _l("days"),
        ),
        Knob(
            "second_approval_money",
            _l("A match in money above this amount is approved by two reviewers. Blank asks for no second one."),
            _l("Fewer matches wait for a second reviewer."),
            _l("More eyes on more matches, and a longer review. At 0 every match needs two."),
        ),
        Knob(
            "second_approval_days",
            _l("The same for matches in expert-days."),
            _l("Fewer matches wait for a second reviewer."),
            _l("More eyes on more matches, and a longer review. At 0 every match needs two."),
            _l("expert-days"),
        ),
    ),
)

GROUPS = (FAIRNESS, HORIZONS, SHAPE, SCORE, SEARCH, APPROVAL)
