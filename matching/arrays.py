"""Amounts and flags by position: whole numbers of 64 bits, so that sums are exact."""

from typing import Final

import numpy as np
import numpy.typing as npt

from .amounts import WHOLE

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

NO_LIMIT: Final = np.iinfo(np.int64).max


def shares_down(share: IntArray, amount: IntArray) -> IntArray:
    """`share_down` for arrays, in 64 bits: the amount is split so that no product overflows."""
    whole, rest = np.divmod(amount, WHOLE)
    return np.asarray(share * whole + share * rest // WHOLE, dtype=np.int64)
