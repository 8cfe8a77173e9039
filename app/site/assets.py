"""Static files under content-hashed names, compressed once at start and served for ever by WhiteNoise.

The name of a file carries the hash of its content, so a browser never asks twice and a new release never meets
an old file. Several processes may build at once: each file appears whole, by a rename, or not at all.
"""

import gzip
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from wsgiref.headers import Headers

import brotli
from flask import Flask, has_request_context, request
from whitenoise import WhiteNoise

from app.charts.world import world_svg

SOURCES = Path(__file__).parent / "static"
STYLES = ("tokens", "base", "frame", "forms", "tables", "parts", "charts", "print")
PREFIX = "static"

# WhiteNoise answers before Flask does, so the headers that protect these files are set here.
PROTECTION = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
}


def register_assets(app: Flask, headers: Mapping[str, str] | None = None) -> None:
    """Build the static files, serve them, and give templates `asset(name)`.

    `headers` are added to every static answer, such as Strict-Transport-Security.
    """
    folder = Path(app.config.get("ASSETS_FOLDER") or Path(app.root_path).parent / "build" / PREFIX)
    names = build(folder)
    app.wsgi_app = serve(app.wsgi_app, folder, PROTECTION | dict(headers or {}))  # type: ignore[method-assign]
    app.add_template_global(address_of(names), "asset")


def build(folder: Path) -> dict[str, str]:
    """Write every asset below `folder`; its plain name -> its hashed name."""
    folder.mkdir(parents=True, exist_ok=True)
    return {name: publish(folder, name, content) for name, content in assets()}


def assets() -> Iterator[tuple[str, bytes]]:
    """Every file that a page may ask for: its plain name and its content."""
    yield "site.css", stylesheet()
    yield "site.js", (SOURCES / "site.js").read_bytes()
    yield "icon.svg", (SOURCES / "icon.svg").read_bytes()
    yield "world.svg", world_svg().encode()
    yield "htmx.js", (files("js_lib_htmx") / "static" / "htmx" / "htmx.min.js").read_bytes()


def stylesheet() -> bytes:
    """The parts of the style in their order. Compression leaves 400 bytes of their comments and spaces."""
    return b"\n".join((SOURCES / "css" / f"{part}.css").read_bytes() for part in STYLES)


def publish(folder: Path, name: str, content: bytes) -> str:
    """Write the content and its .br and .gz under a name that carries its hash; return that name."""
    stem, suffix = os.path.splitext(name)
    hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}{suffix}"
    for ending, squeeze in (("", bytes), (".br", brotli.compress), (".gz", compress_gzip)):
        target = folder / (hashed + ending)
        if not target.exists():
            write_whole(target, squeeze(content))
    return hashed


def compress_gzip(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def write_whole(target: Path, content: bytes) -> None:
    """Let the file appear in one step, so that nobody reads half of it."""
    handle, temporary = tempfile.mkstemp(dir=target.parent.parent, prefix=f".{target.name}.")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        os.fchmod(handle, 0o644)
    os.replace(temporary, target)


def serve(application: Callable[..., object], folder: Path, headers: Mapping[str, str]) -> WhiteNoise:
    def protect(answer: Headers, _path: str, _url: str) -> None:
        for name, value in headers.items():
            answer[name] = value

    return WhiteNoise(
        application,
        root=str(folder),
        prefix=PREFIX,
        allow_all_origins=False,
        add_headers_function=protect,
        immutable_file_test=lambda _path, _url: True,
    )


def address_of(names: Mapping[str, str]) -> Callable[[str], str]:
    def asset(name: str) -> str:
        """The address of an asset; an unknown name is a KeyError, found by the first page that asks."""
        root = request.script_root if has_request_context() else ""
        return f"{root}/{PREFIX}/{names[name]}"

    return asset
