"""The site for those who change it: started anew at each change, with the queries of each page at its foot."""

import time
from html import escape
from typing import Any

from flask import Flask, Response, g, has_app_context
from sqlalchemy import event
from werkzeug.serving import is_running_from_reloader, run_simple

from app import create_app
from app.commands.server import WORKER_NAME
from app.config import ROOT, Settings
from app.jobs.worker import launch
from app.pages.people.messages.post import postman

WATCHED = ("templates/**/*.html", "templates/**/*.txt", "app/site/static/**/*.*", "app/example/data/**/*.toml")
"""What changes a page beside the code."""


def serve(settings: Settings) -> None:
    """Serves until it is told to stop. For one person on their own machine: faults are shown with the code around."""
    if is_running_from_reloader():
        launch(settings.database_url, WORKER_NAME, postman(create_app(settings)))
    app = create_app(settings)
    app.config.update(TEMPLATES_AUTO_RELOAD=True, PROPAGATE_EXCEPTIONS=True)
    show_queries(app)
    watched = [str(path) for pattern in WATCHED for path in ROOT.glob(pattern)]
    run_simple(settings.host, settings.port, app, use_reloader=True, extra_files=watched, threaded=True)


def show_queries(app: Flask) -> None:
    """Fold away at the foot of each page what it asked the database, and how long the answers took."""
    engine = app.extensions["database"].engine

    @event.listens_for(engine, "before_cursor_execute")
    def begin(_connection: Any, _cursor: Any, _statement: str, _values: Any, context: Any, _many: bool) -> None:
        context.asked_at = time.perf_counter()

    @event.listens_for(engine, "after_cursor_execute")
    def end(_connection: Any, _cursor: Any, statement: str, _values: Any, context: Any, _many: bool) -> None:
        if has_app_context():
            g.setdefault("queries", []).append((time.perf_counter() - context.asked_at, statement))

    @app.after_request
    def add(response: Response) -> Response:
        if response.mimetype == "text/html" and not response.is_streamed:
            response.data = response.get_data().replace(b"</body>", _foot(g.get("queries", [])).encode() + b"</body>")
        return response


def _foot(queries: list[tuple[float, str]]) -> str:
    total = sum(seconds for seconds, _statement in queries)
    rows = "".join(f"<li>{1000 * seconds:.1f} ms<pre>{escape(text)}</pre></li>" for seconds, text in queries)
    return f"<details><summary>{len(queries)} queries, {1000 * total:.0f} ms</summary><ol>{rows}</ol></details>"
