"""Reads which endpoints of the v2 API an Encord SDK asks, and which our docstrings name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

Endpoint = tuple[str, str]
"""A verb, and a path without what is put into it: ``("GET", "storage/items/<>")``."""

_VERBS: Final = {
    **{name: name.upper() for name in ("get", "post", "patch", "put", "delete")},
    "get_paged_iterator": "GET",
}
"""The methods of the SDK's client that ask, and their verbs."""

_BEFORE: Final = re.compile("^(<>)?/?(v2/public/)?")
_ANY_NAME: Final = re.compile("<[^>]*>")
_NAMED: Final = re.compile(r"``v2/public/([^`]+)``(?: \(([A-Z, ]+)\))?")
"""An endpoint in a docstring, with its verbs or without."""


def endpoints_of(package: Path) -> set[Endpoint]:
    """Read all endpoints of an SDK whose paths stand in its calls, or in constants.

    Args:
        package: The folder ``encord`` of an SDK.
    """
    trees = [ast.parse(it.read_text(encoding="utf-8")) for it in sorted(package.rglob("*.py"))]
    constants = {name: text for tree in trees for name, text in _constants(tree)}
    return {
        (verb, _plain(text))
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for verb, path in _asked(node)
        if (text := _text(path, constants))
    }


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for line in tree.body:
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant):
            for target in line.targets:
                if isinstance(target, ast.Name) and isinstance(line.value.value, str):
                    yield target.id, line.value.value


def _asked(call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """Give the verb and the path of a call, where it asks the v2 API."""
    named = {it.arg: it.value for it in call.keywords}
    method, url = named.get("method"), named.get("url")
    if isinstance(method, ast.Constant) and url is not None:
        if "v2/public" in ast.unparse(url):
            yield str(method.value).upper(), url
    elif isinstance(call.func, ast.Attribute) and call.func.attr in _VERBS:
        path = call.args[0] if call.args else named.get("path")
        if "client" in ast.unparse(call.func.value) and path is not None:
            yield _VERBS[call.func.attr], path


def _text(path: ast.expr, constants: dict[str, str]) -> str:
    """Give a path with ``<>`` for all that is put into it; nothing where it is made elsewhere."""
    if isinstance(path, ast.Constant):
        return str(path.value)
    if isinstance(path, ast.Name):
        return constants.get(path.id, "")
    if isinstance(path, ast.JoinedStr):
        return "".join(
            str(it.value) if isinstance(it, ast.Constant) else _put_in(it, constants)
            for it in path.values
        )
    return ""


def _put_in(part: ast.expr, constants: dict[str, str]) -> str:
    name = part.value if isinstance(part, ast.FormattedValue) else part
    return constants.get(name.id, "<>") if isinstance(name, ast.Name) else "<>"


def _plain(path: str) -> str:
    return _ANY_NAME.sub("<>", _BEFORE.sub("", path).partition("?")[0])


def endpoints_named(package: Path) -> set[Endpoint]:
    """Give the endpoints that the docstrings of a package name, with ``*`` where no verb is."""
    found = set()
    for file in package.glob("*.py"):
        for path, verbs in _NAMED.findall(file.read_text(encoding="utf-8")):
            found |= {(verb, _plain(path)) for verb in (verbs or "*").split(", ")}
    return found
