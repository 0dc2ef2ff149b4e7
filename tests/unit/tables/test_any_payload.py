"""Any payload is structured, or refused with sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cases import CASES, ISO, UID, Case
from cattrs.errors import BaseValidationError, ForbiddenExtraKeysError
from chosen import by_kind
from hypothesis import strategies as st
from matrix import OBJECTS, structure
from strategies import drawn
from unknown_things import is_unsendable

from converters import converter, explain

# --- any payload --------------------------------------------------------------------------------

ODD_TEXT = st.one_of(
    st.text(st.characters(), max_size=8),  # all of Unicode, lone surrogates included
    st.sampled_from(["", "\0", "None", "10", "May", "[]", "[[", "{}", "0" * 70, UID, ISO]),
)


JSON_LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([2**53, 2**64, -(10**40), 10**400]),
    st.floats(allow_nan=False),
    ODD_TEXT,
)


def nested(value: Any, depth: int) -> Any:
    for level in range(depth):
        value = [value] if level % 2 else {"a": value}
    return value


JSON_VALUES = st.one_of(
    st.recursive(
        JSON_LEAVES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ODD_TEXT, inner, max_size=3),
        max_leaves=6,
    ),
    st.builds(nested, JSON_LEAVES, st.integers(1, 50)),
)


def leaves(exc: BaseException) -> Iterator[BaseException]:
    """Give the errors that an exception group holds, at any depth."""
    if isinstance(exc, BaseValidationError):
        for inner in exc.exceptions:
            yield from leaves(inner)
    else:
        yield exc


def check_outcome(payload: Any, kind: Any) -> None:
    """See that a payload is structured, or refused with sentences."""
    try:
        obj = structure(payload, kind)
    except (BaseValidationError, ValueError, TypeError) as exc:
        lines = explain(exc)
        assert len(lines) == len(list(leaves(exc))) > 0
        for line, leaf in zip(lines, leaves(exc), strict=True):
            assert line.startswith("$")
            assert line.endswith(": required, but missing") == isinstance(leaf, KeyError)
            assert isinstance(leaf, (ValueError, TypeError, KeyError, ForbiddenExtraKeysError))
        return
    try:
        written = converter.unstructure(obj, kind)
    except BaseValidationError as exc:
        assert is_unsendable(exc, kind)
    else:
        assert structure(written, kind) == obj


@by_kind("case", CASES)
@drawn(15, payload=JSON_VALUES)
def test_any_json_value_is_structured_or_refused_with_sentences(case: Case, payload: Any) -> None:
    check_outcome(payload, case.cls)


@by_kind("case", [case for case in OBJECTS if case.keys])
@drawn(30, data=st.data())
def test_any_values_of_known_keys_are_structured_or_refused_with_sentences(
    case: Case, data: st.DataObject
) -> None:
    keys = st.sampled_from([one.key for one in case.keys])
    changes = data.draw(st.dictionaries(keys, JSON_VALUES, max_size=3))

    check_outcome({**case.payload, **changes}, case.cls)
