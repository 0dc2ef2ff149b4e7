"""What the directories of a file say of its objects: ``export/project=red/part.parquet``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from converters.bulk.urls import is_url
from converters.column_types import kind_of_type
from converters.plans.fields import FieldHook
from converters.plans.read import ReadPlan
from converters.wire.codecs import Members

_NULL: Final = "__HIVE_DEFAULT_PARTITION__"
"""What stands in the name of a directory for null."""

_named: Final = re.compile("([^=]+)=(.+)", re.DOTALL).fullmatch
_is_integer: Final = re.compile("-?[0-9]{1,40}").fullmatch
_TRUTH: Final[Mapping[str, bool]] = {"true": True, "false": False}


def partitions_of(name: str) -> dict[str, str | None]:
    """Give the keys and values in the names of the directories of a file, as Hive has them.

    Args:
        name: The file, as the caller named it, or below a directory that the caller named.
    """
    path = urlsplit(name).path if is_url(name) else name
    found = filter(None, map(_named, PurePath(path).parent.parts))
    texts = [(unquote(it[1]), unquote(it[2])) for it in found]
    return {key: None if text == _NULL else text for key, text in texts}


class Partitions:
    """What the directories of files say, as the payloads of a class would have it."""

    def __init__(self, plan: ReadPlan | None) -> None:
        self._plan = plan
        self._hooks: dict[str, FieldHook] = {}
        for hook in plan.hooks if plan is not None else ():
            keys = *hook.field.keys, hook.field.written_key
            self._hooks |= dict.fromkeys(keys, hook)
        self._last: tuple[str, dict[str, tuple[str, Any]]] = ("", {})

    def entries(self, name: str, columns: Iterable[str] = ()) -> dict[str, Any]:
        """Give the entries that each payload of a file has besides its own.

        Args:
            name: The file.
            columns: The columns of a table, which stand for themselves.
        """
        if self._last[0] != name:
            self._last = name, self._read(name)
        return {key: value for it, (key, value) in self._last[1].items() if it not in columns}

    def _read(self, name: str) -> dict[str, tuple[str, Any]]:
        found: dict[str, tuple[str, Any]] = {}
        for key, text in partitions_of(name).items() if self._plan is not None else ():
            hook = self._hooks.get(key)
            if hook is None:
                if self._plan.extra_keys != "ignore":  # type: ignore[union-attr]
                    found[key] = key, text
            elif text is not None or hook.field.nullable or hook.field.required:
                found[key] = hook.field.key, _value(text, hook)
        return found


def merged(content: Any, entries: dict[str, Any]) -> Any:
    """Give a payload with the entries that it lacks."""
    return {**entries, **content} if isinstance(content, dict) else content


def _value(text: str | None, hook: FieldHook) -> Any:
    """Give the value that a text of a name stands for; the hook says what is wrong with others."""
    if text is None or hook.is_custom:
        return text
    members = None if hook.codec is None else hook.codec.members
    if isinstance(members, Members):
        kind = kind_of_type(members.kind)
    else:
        kind = kind_of_type(hook.field.type)
    if kind == "boolean":
        return _TRUTH.get(text.lower(), text)
    if kind in ("integer", "float") and _is_integer(text):
        return int(text)
    return _float(text) if kind == "float" else text


def _float(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text
