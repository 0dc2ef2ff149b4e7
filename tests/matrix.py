"""Ask a converter about payloads of every class and every key."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any, Final

import pytest
from attrs import frozen
from cases import CASE_OF, CASES, Case, Key
from cattrs.errors import BaseValidationError
from loops import Group, One

from converters import converter, explain

NOT_OBJECTS = [([], "list"), ("x", "'x'"), (5, "int 5"), (None, "null"), (True, "bool True")]


def structure(payload: Any, kind: Any, using: Any = converter) -> Any:
    """Structure a payload, and see that it stays as it was."""
    before = deepcopy(payload)
    try:
        return using.structure(payload, kind)
    finally:
        assert payload == before, "the payload was changed"


def problems(payload: Any, kind: Any, using: Any = converter) -> list[str]:
    """Give every problem that is found in a payload."""
    with pytest.raises(BaseValidationError) as caught:
        structure(payload, kind, using)
    return explain(caught.value)


def good(cls: Any, **changes: Any) -> dict[str, Any]:
    """Give the good payload of a class, with other values for some keys."""
    return {**CASE_OF[cls].payload, **changes}


OBJECTS: Final = [case for case in CASES if not case.has_body]
"""The classes whose payloads are objects with keys of their own."""


@frozen
class Check:
    """Something that is said of a class or of a key of it."""

    test: Callable[..., None]
    wanted: Callable[[Key], object] | None
    """Which keys it is said of; None when it is said of the class."""

    def cases_of(self, case: Case) -> list[One]:
        """Give what it is said of, by name."""
        said = self.test.__name__.removeprefix("say_").replace("_", " ")
        if self.wanted is None:
            return [One(f"{case.id}, {said}", {"say": self.test, "arguments": (case,)})]
        return [
            One(f"{case.id}.{one.name}, {said}", {"say": self.test, "arguments": (case, one)})
            for one in case.keys
            if self.wanted(one) and not (one.is_rest or one.is_body)
        ]


CHECKS: Final[list[Check]] = []
"""All that is said of each class, in one test of it: a test of its own for each costs far more."""


def of_each_class(check: Callable[[Case], None]) -> Callable[[Case], None]:
    """Say something of each class."""
    CHECKS.append(Check(check, None))
    return check


def of_each_key(
    wanted: Callable[[Key], object] = lambda one: True,
) -> Callable[[Callable[[Case, Key], None]], Callable[[Case, Key], None]]:
    """Say something of each key that is wanted, of each class."""

    def decorate(check: Callable[[Case, Key], None]) -> Callable[[Case, Key], None]:
        CHECKS.append(Check(check, wanted))
        return check

    return decorate


def checks_by_class() -> list[Group]:
    """Give what was said until here, as one test of each class."""
    return [Group(case.id, [one for it in CHECKS for one in it.cases_of(case)]) for case in CASES]
