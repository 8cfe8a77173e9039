"""A matrix handed to HiGHS as it is."""

from typing import Any

import highspy
import numpy as np

from .matrix import Matrix


def highs_of(matrix: Matrix) -> Any:
    """A silent HiGHS that holds the matrix."""
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(matrix.cost), len(matrix.row_lower)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = matrix.cost, matrix.lower, matrix.upper
    lp.row_lower_, lp.row_upper_ = matrix.row_lower, matrix.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.num_col_, lp.a_matrix_.num_row_ = lp.num_col_, lp.num_row_
    lp.a_matrix_.start_ = matrix.start.astype(np.int32)
    lp.a_matrix_.index_ = matrix.row.astype(np.int32)
    lp.a_matrix_.value_ = matrix.value
    kinds = np.array([highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger])
    lp.integrality_ = kinds[matrix.integer.astype(int)].tolist()
    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.silent()
    if highs.passModel(lp) == highspy.HighsStatus.kError:
        raise ValueError("HiGHS refuses the matrix")
    return highs
