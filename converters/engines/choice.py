"""Which engine carries plans out: the compiled one where it could be built, else the pure one."""

from __future__ import annotations

import os
import warnings
import zlib
from pathlib import Path
from types import ModuleType
from typing import Any, Final, Literal, cast, get_args

EngineName = Literal["pure", "compiled"]

VARIABLE: Final = "ORM_ATTRS_ENGINE"
"""The environment variable that says which engine is to run."""


_SOURCES: Final = Path(__file__).parent / "core"
"""The sources of the compiled engine: they lie there in a checkout, but are not installed."""


def _is_stale(module: ModuleType) -> bool:
    """Tell whether a module was built from other sources than lie beside it.

    In a checkout it stays behind when these change, and then takes other arguments.
    """
    sources = sorted(_SOURCES.glob("*.[ch]"))
    if not sources:
        return False
    digest = zlib.crc32(b"".join(it.read_bytes() for it in sources)) >> 1
    return getattr(module, "SOURCES_DIGEST", None) != digest


def _find_core() -> ModuleType | None:
    wanted = os.environ.get(VARIABLE) or None
    if wanted not in (None, *get_args(EngineName)):
        raise ImportError(f"{VARIABLE}: {wanted!r} is none of {', '.join(get_args(EngineName))}")
    if wanted == "pure":
        return None
    try:
        from converters.engines import _core  # type: ignore[attr-defined,unused-ignore]
    except ImportError as missing:
        if wanted == "compiled":
            text = f"{VARIABLE}: the compiled engine cannot run here: {_reason(missing)}"
            raise ImportError(text) from missing
        return None
    if _is_stale(_core):
        text = f"the compiled engine was built from other sources: remove {_core.__file__}, and "
        text += "install the project again"
        if wanted == "compiled":
            raise ImportError(f"{VARIABLE}: {text}")
        warnings.warn(text, RuntimeWarning, stacklevel=2)
        return None
    return cast("ModuleType", _core)


def _reason(missing: ImportError) -> str:
    import sysconfig

    if sysconfig.get_config_var("Py_GIL_DISABLED"):
        return "it needs the lock of the interpreter, which this Python does without"
    return str(missing)


_core: Any = _find_core()


def core() -> Any:
    """Give the module of the compiled engine; None when the pure one runs."""
    return _core


def engine() -> EngineName:
    """Tell which engine structures and unstructures: ``"compiled"`` or ``"pure"``.

    The compiled one, unless it could not be built for this Python, or the environment variable
    ``ORM_ATTRS_ENGINE`` was ``pure`` when `converters` was imported. Both give the same objects
    and the same errors.
    """
    return "pure" if _core is None else "compiled"
