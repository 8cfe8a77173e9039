"""Lines of progress are read as they come, whole lines only."""

from app.jobs import progress
from app.services.engine.progress import Progress
from matching.clock import Progress as Printed


def test_the_last_whole_line_counts():
    printed = "phase=read seconds=0.1\nphase=solve seconds=3.2 objective=12.301 bound=12.544 gap=0.0193\nphase=che"
    assert progress.latest(printed, Progress()) == Progress("solve", 3.2, 12.301, 12.544, 0.0193)


def test_what_a_line_does_not_name_stays_as_it_was():
    known = Progress("solve", 3.0, 12.0, 13.0, 0.1)
    assert progress.read("phase=check seconds=4", known) == Progress("check", 4.0, 12.0, 13.0, 0.1)


def test_what_is_no_finite_number_and_what_nobody_knows_is_left_out():
    line = "phase=solve gap=inf bound=nan objective=x seconds=1 needs_left=3"
    assert progress.read(line, Progress()) == Progress("solve", 1.0)


def test_other_words_are_no_progress():
    assert progress.latest("Traceback\nboom\n", Progress("read")) == Progress("read")


def test_the_engine_writes_what_is_read():
    line = str(Printed("solve", 3.2, 12.0, 12.5))
    assert progress.read(line, Progress()) == Progress("solve", 3.2, 12.0, 12.5, 0.0416667)
