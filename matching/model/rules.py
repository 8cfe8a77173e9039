"""The rules of a plan: one function a rule, each adding its inequalities to the model.

Amounts are written as in docs/matching.md: d[n] the demand of need n, x[n, o, h] what it gets from offer o in
horizon h (the model holds the fraction x/d), y[n, o], z[n], a[n, h] as in variables.py.
"""

from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise
from typing import Final

from ..arrays import NO_LIMIT
from ..case import Case
from ..vocabulary import HORIZONS
from .variables import Model

Rule = Callable[[Model], None]


def ask_no_more_than_needed(model: Model) -> None:
    """For every need n:  Σ_{o,h} x[n,o,h]  <=  d[n] · z[n]."""
    for n, pairs in model.case.of_need.items():
        model.problem += model.given(pairs) <= model.z[n], f"need_{n}"


def give_a_useful_share(model: Model) -> None:
    """For every need n:  min_share[n] · d[n] · z[n]  <=  Σ_{o,h} x[n,o,h]."""
    needs = model.case.needs
    for n, pairs in model.case.of_need.items():
        if needs.smallest[n]:
            least = float(needs.smallest[n]) / float(needs.amount[n])
            model.problem += model.given(pairs) >= least * model.z[n], f"useful_{n}"


def take_up_what_is_served(model: Model) -> None:
    """For every pair with a useful share to reach:  y[n,o] <= z[n]; and where all of a programme counts:
    z[n] <= Σ_o y[n,o].  (True of every plan; it makes the relaxation tighter.)"""
    needs, counted = model.case.needs, {n for p in model.b for n in model.case.programmes[p]}
    for n, pairs in model.case.of_need.items():
        if needs.smallest[n]:
            for k in pairs:
                model.problem += model.y[k] <= model.z[n], f"served_{k}"
    for n in sorted(counted):
        partnerships = sum((model.y[k] for k in model.case.of_need.get(n, ())), start=0 * model.z[n])
        model.problem += model.z[n] <= partnerships, f"taken_{n}"


def keep_within_capacity(model: Model) -> None:
    """For every offer o and horizon h:  Σ_n x[n,o,h] <= cap[o,h], or where unused capacity carries over
    Σ_{n, h'<=h} x[n,o,h'] <= Σ_{h'<=h} cap[o,h']."""
    offers = model.case.offers
    for o, pairs in model.case.of_offer.items():
        for h in range(len(HORIZONS)):
            since, unit = 0 if offers.carry_over[o] else h, row_unit(model.case, o, h)
            drawn = model.drawn(pairs, range(since, h + 1), unit)
            if len(drawn):
                left = int(offers.limits[o, h] - model.case.rest.drawn[o, h])
                model.problem += drawn <= left / unit, f"capacity_{o}_{h}"


def row_unit(case: Case, o: int, h: int) -> int:
    """The smallest units that one unit of a capacity row stands for: the capacity itself, so that the row ends at 1."""
    return max(int(case.offers.limits[o, h]), 1)


def keep_partnerships_in_size(model: Model) -> None:
    """For every pair:  min_amount[o] · y[n,o]  <=  Σ_h x[n,o,h]  <=  U[n,o] · y[n,o]."""
    pairs, demand = model.case.pairs, model.case.needs.amount
    for k, (need, least, most) in enumerate(zip(pairs.need, pairs.least, pairs.most, strict=True)):
        given = model.given([k])
        model.problem += given <= float(most) / float(demand[need]) * model.y[k], f"most_{k}"
        if least:
            model.problem += given >= float(least) / float(demand[need]) * model.y[k], f"least_{k}"


def keep_most_partnerships(model: Model) -> None:
    """For every offer o:  Σ_n y[n,o] <= max_partnerships[o]."""
    for o, pairs in model.case.of_offer.items():
        limit = int(model.case.offers.max_partnerships[o] - model.case.rest.partnerships[o])
        if limit < len(pairs):
            model.problem += sum(model.y[k] for k in pairs) <= limit, f"partnerships_{o}"


def keep_most_partners(model: Model) -> None:
    """For every need n:  Σ_o y[n,o] <= max_partners[n]."""
    for n, pairs in model.case.of_need.items():
        limit = int(model.case.needs.max_partners[n])
        if limit < len(pairs):
            model.problem += sum(model.y[k] for k in pairs) <= limit, f"partners_{n}"


def keep_country_share(model: Model) -> None:
    """For every offer o and country c:  Σ_{n in c, h} x[n,o,h] <= max_country_share[o] · Σ_h cap[o,h]."""
    country = model.case.needs.country[model.case.pairs.need]
    for o, pairs in model.case.of_offer.items():
        limit = int(model.case.offers.country_limit[o])
        if limit == NO_LIMIT:
            continue
        inside: dict[int, list[int]] = defaultdict(list)
        for k in pairs:
            inside[int(country[k])].append(k)
        for c, there in inside.items():
            unit = max(limit, 1)
            drawn = model.drawn(there, range(len(HORIZONS)), unit)
            if len(drawn):
                left = limit - model.case.rest.country.get((o, c), 0)
                model.problem += drawn <= left / unit, f"country_{o}_{c}"


def keep_sequence(model: Model) -> None:
    """A need m that requires n:  Σ_{o,h'<=h} x[m,o,h'] <= d[m] · a[n,h]  for every horizon h, where
    met[n] · a[n,h] <= Σ_{o,h'<=h} x[n,o,h']  and  a[n,h-1] <= a[n,h]; and a[n,h] = 1 where lines that stay as they are
    build upon it by h."""
    needs, of_need = model.case.needs, model.case.of_need
    for n in model.case.awaited:
        met = float(needs.met_at[n]) / float(needs.amount[n])
        for h in range(len(HORIZONS)):
            model.problem += met * model.a[n, h] <= model.given(of_need.get(n, []), h), f"met_{n}_{h}"
        for h, after in pairwise(range(len(HORIZONS))):
            model.problem += model.a[n, h] <= model.a[n, after], f"stays_met_{n}_{h}"
    for n, h in model.case.rest.met_by.items():
        model.problem += model.a[n, h] >= 1, f"built_upon_{n}"
    for m, n in needs.requires:
        for h in range(len(HORIZONS)):
            received = model.given(of_need.get(m, []), h)
            if len(received):
                model.problem += received <= model.a[n, h], f"after_{m}_{n}_{h}"


def forbid(model: Model) -> None:
    """For every forbidden pair:  y[n,o] = 0  and  Σ_h x[n,o,h] = 0."""
    for k, (decision, _) in model.case.decided.items():
        if decision == "forbid":
            model.problem += model.y[k] <= 0, f"forbid_{k}"
            model.problem += model.given([k]) <= 0, f"forbid_amount_{k}"


def pin(model: Model) -> None:
    """For every pinned pair:  y[n,o] = 1  and  x[n,o,h] = exactly what the decision says."""
    demand = model.case.needs.amount[model.case.pairs.need]
    for k, (decision, amounts) in model.case.decided.items():
        if decision == "pin":
            model.problem += model.y[k] >= 1, f"pin_{k}"
            for h in model.horizons(k):
                model.problem += model.x[k, h] == float(amounts[h]) / float(demand[k]), f"pin_{k}_{h}"


def complete_programmes(model: Model) -> None:
    """For every need n of a programme p that can earn the bonus:  b[p] <= z[n]."""
    for p, whole in model.b.items():
        for n in model.case.programmes[p]:
            model.problem += whole <= model.z[n], f"whole_{p}_{n}"


RULES: Final[dict[str, Rule]] = {
    "need_amount": ask_no_more_than_needed,
    "smallest_share": give_a_useful_share,
    "taken_up": take_up_what_is_served,
    "capacity": keep_within_capacity,
    "partnership_size": keep_partnerships_in_size,
    "most_partnerships": keep_most_partnerships,
    "most_partners": keep_most_partners,
    "country_share": keep_country_share,
    "sequence": keep_sequence,
    "forbid": forbid,
    "pin": pin,
    "programme": complete_programmes,
}
"""By the names that the checker, too, gives to what is broken."""
