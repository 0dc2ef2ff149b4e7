"""What a process has of its own."""

from __future__ import annotations

import pytest

from converters.client.http import forks
from converters.client.http.forks import PerProcess


def test_what_a_process_has_inherited_is_given_up_before_it_makes_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    values: PerProcess[str] = PerProcess()
    given_up: list[str] = []
    for place in ("a", "b"):
        assert values.get(lambda: "the parent's", given_up.append, place) == "the parent's"
    assert given_up == []
    # As after a fork.
    monkeypatch.setattr(forks, "_INHERITED", [])
    monkeypatch.setattr(forks._GENERATION, "current", object())
    assert values.places() == []
    assert values.get(lambda: "its own", given_up.append, "a") == "its own"
    assert given_up == ["the parent's"] * 2
    assert given_up == forks._INHERITED
    assert values.get(lambda: "another", given_up.append, "a") == "its own"
    assert values.places() == ["a"]
