"""python -m benchmarks.hello PORT: the least that Flask can answer, in the very server of the site."""

import sys
from typing import Any

from flask import Flask

from app.commands.server import Server
from app.config import Settings


class Hello(Server):
    """The settings of the site's server, without its pages and without its jobs."""

    def load(self) -> Flask:
        app = Flask("hello")
        app.add_url_rule("/", view_func=lambda: "Hello")
        return app

    def options(self) -> dict[str, Any]:
        return super().options() | {"post_worker_init": lambda _worker: None}


if __name__ == "__main__":
    Hello(Settings("", "", "", port=int(sys.argv[1])), lambda: None).run()
