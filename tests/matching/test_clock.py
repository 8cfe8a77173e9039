"""What may end a call before its time."""

from matching.clock import Clock, stoppable


def test_a_stop_ends_what_was_made_within_it_and_nothing_else():
    outside = Clock(60)
    with stoppable() as stop:
        clock = Clock(60)
        part = clock.part(2)
        assert clock.left() > part.left() > 0
        stop.set()
        assert (clock.left(), part.left()) == (0.0, 0.0)
    assert outside.left() > 0
    assert Clock(60).left() > 0
