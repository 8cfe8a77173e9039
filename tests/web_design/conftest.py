"""A site of nothing but the frame: the templates, the assets and what they count on."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask_babel import Babel
from flask_wtf import CSRFProtect

from app.site.assets import register_assets
from tests.web_design.markup import check_html

ROOT = Path(__file__).parents[2]


@pytest.fixture
def site(tmp_path: Path) -> Flask:
    site = Flask("design", template_folder=str(ROOT / "templates"), static_folder=None)
    site.config.update(SECRET_KEY="for this test only", ASSETS_FOLDER=str(tmp_path / "static"))
    Babel(site)
    CSRFProtect(site)
    register_assets(site)
    site.jinja_env.globals["csp_nonce"] = lambda: "a-nonce"
    return site


@pytest.fixture
def render(site: Flask) -> Iterator[Callable[..., str]]:
    """Render a template text; every answer must be HTML that a strict parser accepts, with ids that differ."""

    def rendered(text: str, **context: object) -> str:
        page = render_template_string(text, **context)
        check_html(page)
        return page

    with site.test_request_context():
        yield rendered
