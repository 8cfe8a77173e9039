"""Static files: names that change with the content, whole files, small pages."""

import gzip
import os
import re
from multiprocessing import get_context
from pathlib import Path

import brotli
import pytest
from flask import Flask

from app.site import assets

PHYSICAL = re.compile(
    r"(?:margin|padding|border)-(?:left|right|top|bottom)|(?<![-\w])(?:left|right|top|bottom|width|height|min-width|max-width|"
    r"min-height|max-height)\s*:|text-align:\s*(?:left|right)|float:\s*(?:left|right)"
)


def test_a_name_carries_the_hash_of_the_content(tmp_path: Path) -> None:
    folder = tmp_path / "static"
    folder.mkdir()
    first = assets.publish(folder, "a.css", b"one")
    assert assets.publish(folder, "a.css", b"one") == first
    assert assets.publish(folder, "a.css", b"two") != first
    assert re.fullmatch(r"a\.[0-9a-f]{12}\.css", first)


def test_beside_each_file_stand_the_same_bytes_compressed(tmp_path: Path) -> None:
    folder = tmp_path / "static"
    for hashed in assets.build(folder).values():
        plain = (folder / hashed).read_bytes()
        assert plain
        assert brotli.decompress((folder / f"{hashed}.br").read_bytes()) == plain
        assert gzip.decompress((folder / f"{hashed}.gz").read_bytes()) == plain


def test_a_second_build_writes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "static"
    assets.build(folder)
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    assets.build(folder)
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_processes_that_build_at_once_agree_and_leave_nothing_half_done(tmp_path: Path) -> None:
    folder = tmp_path / "static"
    with get_context("spawn").Pool(3) as pool:
        names = pool.map(assets.build, [folder] * 3)
    assert names[0] == names[1] == names[2]
    assert len(list(folder.iterdir())) == 3 * len(names[0])
    assert os.listdir(tmp_path) == ["static"]


def test_files_are_served_for_ever_and_protected(site: Flask) -> None:
    with site.test_request_context():
        address = site.jinja_env.globals["asset"]("site.css")
    answer = site.test_client().get(address, headers={"Accept-Encoding": "br"}, buffered=True)
    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == "br"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert b":root" in brotli.decompress(answer.data)


def test_an_asset_below_a_prefix_keeps_the_prefix(site: Flask) -> None:
    with site.test_request_context(environ_overrides={"SCRIPT_NAME": "/ground"}):
        assert site.jinja_env.globals["asset"]("icon.svg").startswith("/ground/static/icon.")


def test_an_unknown_asset_is_an_error(site: Flask) -> None:
    with site.test_request_context(), pytest.raises(KeyError):
        site.jinja_env.globals["asset"]("missing.css")


def test_the_style_knows_no_left_and_right_and_asks_nobody_else() -> None:
    style = assets.stylesheet().decode()
    rules = re.sub(r"@media[^{]*", "", style)
    assert PHYSICAL.findall(rules) == []
    assert "url(" not in style
    assert "@import" not in style
    assert style.count("{") == style.count("}")


def test_what_a_page_loads_stays_small() -> None:
    sizes = {name: len(brotli.compress(content)) for name, content in assets.assets()}
    assert sum(sizes[name] for name in ("site.css", "site.js", "htmx.js", "icon.svg")) < 30_000
    assert sizes["world.svg"] < 25_000
