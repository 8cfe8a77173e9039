"""How large a file may be: more than a round of the whole world needs, less than what keeps a machine busy."""

from typing import Final

MOST_BYTES: Final = 200_000_000
MOST_ROWS: Final = 2_000_000
"""Of a CSV file: all pairs of 5,000 needs and 400 offers."""

MOST_COLUMNS: Final = 256
LONGEST_CELL: Final = 32_767
"""Characters: as many as Excel allows."""

MOST_SHEET_ROWS: Final = 100_000
"""Of a workbook, which takes ten times as long to read as a CSV file."""

MOST_PROBLEMS: Final = 1_000
"""Of one file: nobody reads more."""
