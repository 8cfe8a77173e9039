"""Attempts are counted by person and network, however they are spelled, and exactly, whoever else counts."""

import json
import subprocess
import sys
from collections import Counter

import pytest

from app.config import ROOT
from tests.web.people.accounts.hands import PASSWORD, link_in

ADDRESS = "national@example.org"
SPELLINGS = (
    "national@ｅxample.org", "NATIONAL@EXAMPLE.ORG", " national@example.org", "national@EXAMPLE。org",
)  # fmt: skip


def attempts(browser, number, email=ADDRESS, place="192.0.2.1", **fields):
    """The statuses of so many wrong passwords."""
    form = browser.get("/sign-in").form("/sign-in") | {"email": email, "password": "a wrong password"} | fields
    return [
        browser.client.post("/sign-in", data=form, environ_base={"REMOTE_ADDR": place}).status_code
        for _each in range(number)
    ]


@pytest.fixture
def unhashed(monkeypatch):
    """Wrong passwords cost nothing: what counts here is counting."""
    monkeypatch.setattr("flask_security.forms.hash_password", lambda *_: "")


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_of_an_address_counts_for_the_same_person(browse, unhashed, spelling):
    browser = browse()
    assert attempts(browser, 10) == [200] * 10
    assert attempts(browser, 1, spelling) == [429]


def test_an_ipv6_network_counts_as_one_visitor(browse, unhashed):
    browser = browse()
    for last in range(10):
        assert attempts(browser, 1, place=f"2001:db8:0:1:{last}::{last}") == [200]
    assert attempts(browser, 1, place="2001:db8:0:1:ffff::1") == [429]
    assert attempts(browser, 1, place="[2001:db8:0:1::7]:443") == [429]
    assert attempts(browser, 1, place="2001:db8:0:2::1") == [200]


def test_an_ipv4_address_is_the_same_however_it_is_written(browse, unhashed):
    browser = browse()
    assert attempts(browser, 10, place="::ffff:192.0.2.7") == [200] * 10
    assert attempts(browser, 1, place="192.0.2.7") == [429]
    assert attempts(browser, 1, place="192.0.2.7:4711") == [429]
    assert attempts(browser, 1, place="192.0.2.8") == [200]


def test_success_forgets_the_person_and_itself_alone(browse, unhashed, person):
    browser = browse()
    attempts(browser, 9, person.email)
    assert attempts(browser, 1, person.email, password=PASSWORD) == [302]
    assert attempts(browse(), 10, person.email) == [200] * 10
    assert attempts(browse(), 1, person.email) == [429]


def test_fifty_failures_from_one_address_are_the_most_whoever_they_are_for(browse, unhashed):
    browser = browse()
    answers = [status for person in range(6) for status in attempts(browser, 10, f"person{person}@example.org")]
    assert Counter(answers) == {200: 50, 429: 10}


def test_a_room_full_of_people_may_confirm_their_addresses_at_once(browse, mails):
    """Each has a link of their own; who guesses the password of one has ten guesses."""
    browser, password = browse(), PASSWORD
    for number in range(2):
        fields = {"email": f"person{number}@example.org", "password": password, "password_confirm": password}
        assert browser.fill_in_at("/register", name="X", **fields).status == 302
    first, second = (link_in(one) for one in mails())
    form = browser.get(first).form(first)
    assert [browser.send(first, form, password="a guess").status for _each in range(11)] == [422] * 10 + [429]
    assert browser.send(second, form, password=password).status == 302


KNOCKING = """
import json, os, re, sys
from concurrent.futures import ThreadPoolExecutor
import flask_security.forms
from app import create_app
from app.config import Settings

flask_security.forms.hash_password = lambda *_: ""
settings = Settings(sys.argv[1], "a secret of the tests, long enough", "a salt of the tests", https=False, testing=True)
site = create_app(settings)

def visitor(_each):
    client = site.test_client()
    return client, re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/sign-in").text)[1]

def knock(visitor):
    client, token = visitor
    fields = {"csrf_token": token, "email": "national@example.org", "password": "a wrong password"}
    return client.post("/sign-in", data=fields).status_code

visitors = [visitor(each) for each in range(16)]
print("ready", flush=True)
sys.stdin.readline()
with ThreadPoolExecutor(8) as pool:
    print(json.dumps(list(pool.map(knock, visitors))))
"""


def test_two_processes_let_exactly_ten_failures_pass(database_url):
    command = [sys.executable, "-c", KNOCKING, database_url]
    processes = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _each in range(2)
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [status for process in processes for status in json.loads(process.communicate(timeout=120)[0])]
    assert Counter(answers) == {200: 10, 429: 22}
