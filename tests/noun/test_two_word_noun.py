"""A noun of two words needs nothing but its own files and a line in one registry."""

import subprocess
import sys

from app.config import ROOT


def test_a_two_word_noun_is_made_shown_changed_and_listed(tmp_path):
    command = [sys.executable, "-W", "error", "-m", "tests.noun.walk", f"sqlite:///{tmp_path}/noun.sqlite"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
