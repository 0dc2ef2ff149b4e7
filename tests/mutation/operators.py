"""Changes that Cosmic Ray does not know: to texts, and statements that are left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cosmic_ray.operators.operator import Operator
from parso.python.tree import Keyword, String


class ChangeText(Operator):
    """Puts letters into a text that is no docstring."""

    def mutation_positions(self, node: Any) -> Iterator[tuple[Any, Any]]:
        """Give where the text stands."""
        if node.type == "string" and node.parent.type not in ("simple_stmt", "strings"):
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        """Change the text."""
        del index
        at = len(node.value) - len(node.value.lstrip("rRbBuU"))
        quotes = 3 if node.value[at : at + 3] in ('"""', "'''") else 1
        value = f"{node.value[: at + quotes]}XX{node.value[at + quotes :]}"
        return String(value, node.start_pos, prefix=node.prefix)

    @classmethod
    def examples(cls) -> tuple[()]:
        """Cosmic Ray asks for some; the tests have them."""
        return ()


class LeaveOut(Operator):
    """Leaves a statement out, such as a member of an enum or a field."""

    def mutation_positions(self, node: Any) -> Iterator[tuple[Any, Any]]:
        """Give where the statement stands."""
        if node.type != "simple_stmt" or node.parent.type == "file_input":
            return
        kind = node.children[0].type
        if kind not in ("string", "keyword", "import_from", "import_name", "return_stmt"):
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        """Put ``pass`` in its place."""
        del index
        statement = node.children[0]
        prefix = statement.get_first_leaf().prefix
        node.children[0] = Keyword("pass", statement.start_pos, prefix=prefix)
        return node

    @classmethod
    def examples(cls) -> tuple[()]:
        """Cosmic Ray asks for some; the tests have them."""
        return ()


OWN: dict[str, type[Operator]] = {"text": ChangeText, "leave out": LeaveOut}
"""The changes of this module, by name."""
