"""Builds the compiled engine where that can be done; everywhere else the pure one serves."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path
from zlib import crc32

from setuptools import Extension, setup

SOURCES = Path("converters", "engines", "core")

# In a checkout, `converters.engines.choice` compares it with the sources that lie there.
DIGEST = crc32(b"".join(it.read_bytes() for it in sorted(SOURCES.glob("*.[ch]")))) >> 1

CORE = Extension(
    "converters.engines._core",
    sorted(map(str, SOURCES.glob("*.c"))),
    define_macros=[("SOURCES_DIGEST", str(DIGEST))],
    depends=sorted(map(str, SOURCES.glob("*.h"))),
    # Where there is no compiler, or no headers of Python, installing goes on without it.
    optional=True,
)

# It knows how CPython lays objects out, and works under its lock.
can_be_built = sys.implementation.name == "cpython" and not sysconfig.get_config_var(
    "Py_GIL_DISABLED"
)

setup(ext_modules=[CORE] if can_be_built else [])
