"""How code is compiled, and where it is kept between runs.

numba does not notice when a function that a compiled one calls has changed in another file. So the code is kept in a
folder named after all sources of this package: a change of any of them starts a new one.
"""

import hashlib
import os
import tempfile
from pathlib import Path

import numba

SOURCES = Path(__file__).parent

kernel = numba.njit(cache=True, nogil=True, _nrt=False)
"""For code that makes no arrays: without counting references to those it is given, it runs at twice the speed."""

driver = numba.njit(cache=True, nogil=True)
"""For code that makes its own arrays and calls kernels in a loop."""


def keep_compiled_code() -> None:
    """Tells numba the folder: beside the sources, or in the user's cache, or one of this process alone."""
    mark = digest()
    for parent in (SOURCES / "__pycache__", Path.home() / ".cache" / "commonground"):
        folder = parent / f"compiled-{mark}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            numba.config.CACHE_DIR = str(folder)
            return
    numba.config.CACHE_DIR = tempfile.mkdtemp(prefix="commonground-")


def digest() -> str:
    """A hash of the sources and of the compiler's version."""
    whole = hashlib.sha256(numba.__version__.encode())
    for path in sorted(SOURCES.glob("*.py")):
        whole.update(path.read_bytes())
    return whole.hexdigest()[:16]
