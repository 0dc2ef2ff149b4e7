"""Tells since which version of the Encord SDK each of our classes and fields is there.

Give it the folders ``encord`` of several versions, from the oldest to the newest, each with its
number: ``python tools/sdk_history.py 0.1.98=old/encord 0.1.99=new/encord``. It prints the rows of
``converters/tables/versions.py``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Final

import attrs
from sdk_source import SdkClass, classes_of

import orm_attrs

Versions = list[tuple[str, Mapping[str, SdkClass]]]
"""Version and its classes, from the oldest to the newest."""


def names_here() -> dict[str, list[str]]:
    """Give our classes and enums by name, each with the names of its fields or members."""
    found: dict[str, list[str]] = {}
    for name in orm_attrs.__all__:
        thing = getattr(orm_attrs, name)
        if isinstance(thing, type) and thing.__name__ == name:
            if issubclass(thing, Enum):
                found[name] = list(thing.__members__)
            elif attrs.has(thing):
                found[name] = [one.name for one in attrs.fields(thing)]
            else:
                found[name] = []
    return found


def span(is_there: list[tuple[str, bool]]) -> str | None:
    """Say from when to when something is there; None when it is there all the time."""
    versions = [version for version, there in is_there if there]
    if not versions:
        return None
    since = "" if is_there[0][1] else versions[0]
    after = [version for version, _ in is_there]
    position = after.index(versions[-1]) + 1
    gone = after[position] if position < len(after) else ""
    if since and gone:
        return f'Span("{since}", "{gone}")'
    return f'since("{since}")' if since else f'gone("{gone}")' if gone else None


def rows(versions: Versions) -> Iterator[str]:
    """Give the rows for all of our classes, and then for their fields and members."""
    known = names_here()
    yield "CLASSES"
    for name in known:
        found = span([(version, name in classes) for version, classes in versions])
        if found is not None:
            yield f'    "{name}": {found},'
    yield "MEMBERS"
    for name, members in known.items():
        with_class = [(version, it[name].members) for version, it in versions if name in it]
        spans = {one: span([(v, one in found) for v, found in with_class]) for one in members}
        if any(spans.values()):
            yield f'    "{name}": {{'
            yield from (f'        "{one}": {found},' for one, found in spans.items() if found)
            yield "    },"


USAGE: Final = "usage: python tools/sdk_history.py VERSION=FOLDER ..."


def main(arguments: list[str]) -> int:
    """Print the rows for the versions that the arguments name."""
    if not arguments or not all("=" in one for one in arguments):
        print(USAGE, file=sys.stderr)
        return 2
    pairs = [one.split("=", 1) for one in arguments]
    print("\n".join(rows([(version, classes_of(Path(folder))) for version, folder in pairs])))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
