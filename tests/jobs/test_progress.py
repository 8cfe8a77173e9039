"""Lines of progress are read as they come, whole lines only."""

from app.jobs import progress


def test_the_last_whole_line_counts():
    said = "phase=read seconds=0.1\nphase=solve seconds=3.2 objective=12.301 bound=12.544 gap=0.0193\nphase=che"
    assert progress.latest(said) == {
        "phase": "solve", "seconds": 3.2, "objective": 12.301, "bound": 12.544, "gap": 0.0193
    }  # fmt: skip


def test_what_is_no_finite_number_is_left_out():
    assert progress.read("phase=solve gap=inf bound=nan objective=x seconds=1") == {"phase": "solve", "seconds": 1.0}


def test_other_words_are_no_progress():
    assert progress.latest("Traceback\nboom\n") == {}
    assert progress.without("phase=read seconds=1\nboom\n") == "boom"
