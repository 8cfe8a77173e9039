"""What the commands write: answers to standard output, progress and errors to standard error."""

import sys

from ..clock import Progress


def answer(text: str) -> None:
    sys.stdout.write(text + "\n")


def complain(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def progress(where: Progress) -> None:
    """One line at once, so that a reader at the other end of a pipe sees it as it happens."""
    complain(str(where))
