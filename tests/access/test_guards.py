"""The declared table would notice a guard that is missing: with any part of it gone, a cell of its route turns red."""

import pytest
from sqlalchemy import true

from app.access import Viewer, guards
from app.access.permissions import PUBLIC

from .test_matrix import DECLARED, ROLES, address, answer, client_of, open_site, rows_of

__all__ = ["open_site"]

NO_ENTRY = {"403", "sign-in"}


def guarded(site):
    """Every route whose guard keeps somebody out, with its rows of the declared table."""
    for endpoint, method, variant, things in rows_of(site):
        permission = getattr(site.view_functions[endpoint], "permission", None)
        if permission is not None and permission not in PUBLIC:
            yield endpoint, method, variant, things


def without_rights(monkeypatch):
    monkeypatch.setattr(Viewer, "may", lambda *_: True)
    monkeypatch.setattr(Viewer, "can", lambda *_: True)


def without_visibility(monkeypatch):
    monkeypatch.setattr(guards, "visible", lambda *_: true())


MISSING = {
    "rights": ([without_rights], lambda cell, variant: cell == "403"),
    "visibility": ([without_visibility], lambda cell, variant: cell == "404" and variant.startswith("hidden")),
    "both": ([without_rights, without_visibility], lambda cell, variant: cell in NO_ENTRY),
}
"""What is taken out of every guard, and which cells should notice."""


@pytest.mark.parametrize("part", MISSING)
def test_a_guard_that_lacks_a_part_turns_a_cell_red(open_site, world, nothing_kept, monkeypatch, part):
    take_out, notices = MISSING[part]
    for change in take_out:
        change(monkeypatch)
    clients = {role: client_of(open_site, world.users[role]) for role in ROLES}
    cells = {}
    for endpoint, method, variant, things in guarded(open_site):
        for role in ROLES:
            if notices(DECLARED[endpoint, method, variant][role], variant):
                cells.setdefault((endpoint, method), []).append((role, variant, things))
    unnoticed = [
        key for key, among in cells.items() if not any(is_red(open_site, world, clients, *key, *cell) for cell in among)
    ]
    assert unnoticed == []
    assert len(cells) > 20


def is_red(site, world, clients, endpoint, method, role, variant, things):
    """Whether the cell differs from what is declared; a view that breaks without its guard differs too."""
    try:
        found = answer(clients[role], method, address(site, world, endpoint, things, variant))
    except Exception:
        return True
    return found != DECLARED[endpoint, method, variant][role]
