"""A matrix fed to PuLP in one piece: its batch interface takes ids and coefficients as arrays.

The classes behind that interface live in a private module of PuLP 4.2; nothing else touches them.
"""

import numpy as np
from pulp import LpMaximize, LpProblem, _rustcore

from .matrix import Matrix


def problem_of(matrix: Matrix) -> LpProblem:
    """The PuLP problem of the matrix: columns c0, c1 … and rows r0, r1 … in its order."""
    problem = LpProblem("plan", LpMaximize)
    model = problem.toRustModel()
    add_columns(model, matrix)
    add_rows(model, matrix)
    model.set_objective(expression(model, np.arange(len(matrix.cost)), matrix.cost))
    return problem


def add_columns(model: _rustcore.Model, matrix: Matrix) -> None:
    """All columns of one kind and the same bounds that stand side by side, at once."""
    alike = np.column_stack([matrix.integer, matrix.lower, matrix.upper])
    changes = np.flatnonzero((alike[1:] != alike[:-1]).any(axis=1)) + 1
    for first, stop in zip([0, *changes.tolist()], [*changes.tolist(), len(alike)], strict=True):
        kind = _rustcore.Category.Integer if matrix.integer[first] else _rustcore.Category.Continuous
        names = [f"c{j}" for j in range(first, stop)]
        model.add_variables_batch(names, float(matrix.lower[first]), float(matrix.upper[first]), kind)


def add_rows(model: _rustcore.Model, matrix: Matrix) -> None:
    column = np.repeat(np.arange(len(matrix.cost)), np.diff(matrix.start))
    order = np.argsort(matrix.row, kind="stable")
    first = np.searchsorted(matrix.row[order], np.arange(len(matrix.row_lower) + 1)).tolist()
    column, value = column[order], matrix.value[order]
    for i, (lower, upper) in enumerate(zip(matrix.row_lower.tolist(), matrix.row_upper.tolist(), strict=True)):
        inside = slice(first[i], first[i + 1])
        row = expression(model, column[inside], value[inside])
        row.set_name(f"r{i}")
        row.set_sense(_sense(lower, upper))
        row.set_constant(-(upper if np.isfinite(upper) else lower))
        model.add_constraint(row)


def expression(model: _rustcore.Model, ids: np.ndarray, coefficients: np.ndarray) -> _rustcore.AffineExpr:
    made = _rustcore.AffineExpr()
    made.add_term_ids_coeffs(model, ids.astype(np.uint64), np.ascontiguousarray(coefficients))
    return made


def _sense(lower: float, upper: float) -> _rustcore.Sense:
    if lower == upper:
        return _rustcore.Sense.Equal
    return _rustcore.Sense.LessEqual if np.isfinite(upper) else _rustcore.Sense.GreaterEqual
