"""Builds the source of generated functions, and compiles it."""

from __future__ import annotations

import keyword
import linecache
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

GENERATED: Final = "<orm-attrs generated"
"""What the names of all generated files start with."""


class Code:
    """The source of one function in the making, and the objects that its names stand for."""

    def __init__(self, name: str, parameters: str, *, about: Iterable[str] = ()) -> None:
        """Begin a function.

        Args:
            name: The function's name.
            parameters: Its parameters, as they stand in the source.
            about: Lines of a comment that stands above it.
        """
        self.name = name
        self._header = [*(f"# {line}" for line in about), f"def {name}({parameters}):"]
        self._lines: list[str] = []
        self._depth = 1
        self._objects: dict[str, Any] = {}
        self._variables: set[str] = set()

    def add(self, *lines: str) -> None:
        """Append lines at the depth of the block that is open."""
        self._lines += ["    " * self._depth + line for line in lines]

    @contextmanager
    def block(self, header: str) -> Iterator[None]:
        """Append a line that opens a block; what is appended until the end stands in it."""
        self.add(header)
        self._depth += 1
        yield
        self._depth -= 1

    def bind(self, name: str, value: Any) -> str:
        """Make a name stand for an object, and give the name back.

        Args:
            name: A name that begins with an underscore, as no variable does.
            value: The object.

        Raises:
            ValueError: When the name stands for another object already.
        """
        if self._objects.setdefault(name, value) is not value:
            raise ValueError(f"{name} stands for something else already")
        return name

    def variable(self, name: str) -> str:
        """Give a variable of its own the name of a field, or one that is much like it."""
        name = name.lstrip("_") or "value"
        while keyword.iskeyword(name) or name in self._variables:
            name += "_"
        self._variables.add(name)
        return name

    def reserve(self, *names: str) -> None:
        """Keep names from being given to the variables of fields."""
        self._variables.update(names)

    def compile(self, title: str) -> Any:
        """Compile the function, and put its source where tracebacks look for it.

        Args:
            title: What the function is for; a part of its file's name.
        """
        text = "\n".join([*self._header, *self._lines]) + "\n"
        # Of two functions with one title, tracebacks must not show the wrong one.
        filename = f"{GENERATED} {title} {zlib.crc32(text.encode()):08x}>"
        linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
        names = dict(self._objects)
        exec(compile(text, filename, "exec"), names)  # noqa: S102 - this is a generator
        return names[self.name]
