"""JSON text straight to objects that keep unknown things, and back: mirrors with what that adds.

Text that has keys which a class does not know is read the plain way, and so are objects written
that hold such keys.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import NOTHING
from cattrs import BaseConverter

from converters.generator import MISSING, Source
from converters.keeping import KeepingShape, KeepingWriter
from converters.mirror import (
    MirrorReader,
    MirrorWriter,
    NoMirror,
    mirror_structure_hook,
    mirror_unstructure_hook,
)
from converters.routes import Route
from converters.unknown import Kept, same


def keeping_json_text_structure_hook(
    kind: Any, converter: BaseConverter
) -> Callable[[Any, Any], Any]:
    """Make the hook for ``JsonText[T]`` that keeps what is unknown."""
    return mirror_structure_hook(kind, converter, KeepingMirrorReader)


def keeping_json_text_unstructure_hook(
    kind: Any, converter: BaseConverter
) -> Callable[[Any], bytes]:
    """Make the hook for ``JsonText[T]`` that writes what is held, too."""
    return mirror_unstructure_hook(kind, converter, KeepingMirrorWriter)


class KeepingMirrorReader(MirrorReader, KeepingShape):
    """Generates what makes objects that keep unknown things from Structs."""

    refuses_unknown_keys = True
    counts_keys = False

    def absent(self, route: Route) -> Any:
        """Give what stands for the value of a key that is absent."""
        del route
        return MISSING


class KeepingMirrorWriter(MirrorWriter, KeepingWriter):
    """Generates what makes Structs of objects that may hold something."""

    def emit_restored(self, source: Source, depth: int) -> None:
        """Write the code that puts into ``s`` what ``x`` holds."""
        source.bind("restore", _restorer(self.cls, self.names))
        source.bind("getattr", getattr)
        source.add(depth, "if (kept := getattr(x, '_kept', None)) is not None: restore(s, kept)")


def _restorer(cls: type, names: Mapping[str, str]) -> Callable[[Any, Kept], None]:
    """Make what puts into a Struct of a class what an object holds; ``names`` are its members'."""
    import msgspec

    unset = msgspec.UNSET

    def plan_of(kept: Kept) -> list[tuple[str, Any, Any]]:
        if kept.keys:
            raise NoMirror(cls)
        plan = []
        for one in kept.originals:
            written = unset if one.written is NOTHING else one.written
            value = unset if one.value is NOTHING else one.value
            # What holds other values stands in a Struct in another form.
            if one.key != one.written_key or any(
                isinstance(v, (list, dict)) for v in (written, value)
            ):
                raise NoMirror(cls)
            plan.append((names[one.written_key], written, value))
        return plan

    def restore(struct: Any, kept: Kept) -> None:
        # Objects share what they hold of absent keys; looking each up anew takes twice as long.
        owner, plan = kept.plan
        if owner is not names:
            plan = plan_of(kept)
            kept.plan = names, plan
        for name, written, value in plan:
            now = getattr(struct, name)
            if now is written or same(now, written):
                setattr(struct, name, value)

    return restore
