"""Pages are drawn few at a time, and nobody waits long for another's."""

import threading
import time

import pytest

from app.site.turnstile import LONGEST_WAIT, few_at_a_time

SOON = 5


class Pages:
    """An application whose pages end when told; it counts how many are drawn at the same moment."""

    def __init__(self) -> None:
        self.end, self.drawn, self.most, self.lock = threading.Event(), 0, 0, threading.Lock()

    def __call__(self, environ, start_response):
        if environ["PATH_INFO"] == "/broken":
            raise ValueError("broken")
        with self.lock:
            self.drawn += 1
            self.most = max(self.most, self.drawn)
        self.end.wait(SOON)
        with self.lock:
            self.drawn -= 1
        return [b"drawn"]


def ask(application, method="GET", path="/"):
    thread = threading.Thread(target=application, args=({"REQUEST_METHOD": method, "PATH_INFO": path}, None))
    thread.start()
    return thread


def wait_for(condition):
    end = time.monotonic() + SOON
    while not condition() and time.monotonic() < end:
        time.sleep(0.005)
    assert condition()


def test_quick_pages_are_drawn_one_after_another():
    pages = Pages()
    application = few_at_a_time(pages, 1)
    pages.end.set()
    for thread in [ask(application) for _ in range(8)]:
        thread.join()
    assert pages.most == 1


def test_who_waits_for_a_slow_page_waits_no_longer_than_promised():
    pages = Pages()
    application = few_at_a_time(pages, 1)
    begin = time.monotonic()
    slow, waiting = ask(application), ask(application)
    wait_for(lambda: pages.drawn == 2)
    assert time.monotonic() - begin >= LONGEST_WAIT / 2
    pages.end.set()
    slow.join()
    waiting.join()


def test_what_is_sent_is_taken_while_a_page_is_drawn():
    pages = Pages()
    application = few_at_a_time(pages, 1)
    slow = ask(application)
    wait_for(lambda: pages.drawn == 1)
    begin = time.monotonic()
    sent = ask(application, "POST")
    wait_for(lambda: pages.drawn == 2)
    assert time.monotonic() - begin < LONGEST_WAIT
    pages.end.set()
    slow.join()
    sent.join()


def test_a_page_that_breaks_gives_up_its_turn():
    pages = Pages()
    application = few_at_a_time(pages, 1)
    for _ in range(3):
        with pytest.raises(ValueError, match="broken"):
            application({"REQUEST_METHOD": "GET", "PATH_INFO": "/broken"}, None)
    pages.end.set()
    begin = time.monotonic()
    ask(application).join()
    assert time.monotonic() - begin < LONGEST_WAIT
