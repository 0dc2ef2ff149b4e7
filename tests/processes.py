"""What worker processes run."""

from __future__ import annotations

from typing import Any, Final

from attrs import define

import converters
from converters import make_converter

# --- what the workers run ------------------------------------------------------------------------

FORBIDDING: Final = make_converter(forbid_extra_keys=True)
"""Made once in each process, as a module's own converter is."""


CONVERTERS: Final = {"shared": converters.converter, "forbidding": FORBIDDING}


def wrap(payload: Any, wanted: Any) -> Any:
    """Put a payload where a type has it."""
    origin = getattr(wanted, "__origin__", None)
    if origin is list:
        return [payload, payload]
    if origin is dict:
        return {"a": payload, "b c": payload}
    return [payload, 5] if origin is tuple else payload


@define
class Opaque:
    """A class with a hook that takes its time to be made."""
