"""Whatever befalls a row, its changes are lost only when the server has them."""

from __future__ import annotations

import os
import warnings
from collections import Counter
from copy import deepcopy
from typing import Any

import pytest
from client_cases import HASH
from fork_cases import forked
from http_cases import Http, Pauses, with_row, with_updated
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from platform_server import HTML, Platform, altered, answering, hang_up, reset

from converters import converter
from orm_attrs import DataRow, RequestsSettings, changes

ROW = {
    "data_hash": HASH,
    "data_title": "0",
    "data_type": "VIDEO",
    "created_at": "2023-04-02 09:14:11",
    "last_edited_at": "2023-04-03 16:02:45",
    "width": 1920,
    "height": 1080,
    "file_link": "videos/1",
    "file_size": 7340032.0,
    "file_type": "video/mp4",
    "storage_location": 1,
    "frames_per_second": 23.976,
    "duration": 31.5,
    "client_metadata": {"n": 0},
}
FAILING: dict[str, Any] = {
    "no answer": hang_up,
    "half an answer": reset,
    "no envelope": answering(HTML),
    "a refusal": answering(HTML, 403),
    "an error": answering(HTML, 500),
    "another row": with_row(data_hash="other"),
    "a bad row": with_row(width="wide"),
    "other names": with_updated("width"),
    "nothing": altered(lambda _: None),
}
"""What may befall a save; after some of it the server has what was sent, after some not."""
TITLES = st.sampled_from(["1", "2", "ä"])
METADATA = st.sampled_from([None, {}, {"n": 1}, {"n": 2}])


class RowMachine(RuleBasedStateMachine):
    """A row, what its owner has set and not saved, and what the server has."""

    http: Http
    platform: Platform

    @initialize()
    def begin(self) -> None:
        self.platform.rows = {HASH: deepcopy(ROW)}
        self.platform.faults.clear()
        self.row = converter.structure(ROW, DataRow)
        self.mine: dict[str, Any] = {}
        self.opened = self.http.open(
            self.platform.url,
            settings=RequestsSettings(max_retries=0, connection_retries=0),
        )
        self.querier = self.opened.__enter__()
        self.client = self.http.client(self.querier)

    def teardown(self) -> None:
        if hasattr(self, "opened"):
            self.opened.__exit__(None, None, None)

    @property
    def stored(self) -> dict[str, Any]:
        return self.platform.rows[HASH]

    def set_to(self, name: str, value: Any) -> None:
        # A dict that is set counts, as it may be the one that was there, changed inside.
        if isinstance(value, dict) or getattr(self.row, name) != value:
            self.mine[name] = value
        setattr(self.row, name, value)

    @rule(title=TITLES)
    def change_the_title(self, title: str) -> None:
        self.set_to("title", title)

    @rule(metadata=METADATA)
    def change_the_metadata(self, metadata: Any) -> None:
        self.set_to("client_metadata", deepcopy(metadata))

    @rule(title=TITLES, width=st.integers(1, 5))
    def somebody_else_changes_the_row(self, title: str, width: int) -> None:
        self.stored.update(data_title=title, width=width)

    @rule()
    def save(self) -> None:
        self.client.save(self.row)
        for name, key in (("title", "data_title"), ("client_metadata", "client_metadata")):
            if name in self.mine:
                assert self.stored[key] == self.mine[name]
        self.mine.clear()
        assert (self.row.title, self.row.width) == (
            self.stored["data_title"],
            self.stored["width"],
        )

    @rule()
    def refetch(self) -> None:
        self.client.refetch_data(self.row, client_metadata=True)
        theirs = {"title": self.stored["data_title"], "width": self.stored["width"]}
        for name, value in {**theirs, **self.mine}.items():
            assert getattr(self.row, name) == value
        if "client_metadata" not in self.mine:
            assert self.row.client_metadata == self.stored["client_metadata"]

    @precondition(lambda self: "title" in self.mine)
    @rule(fault=st.sampled_from(sorted(FAILING)), verb=st.sampled_from(["save", "refetch_data"]))
    def fail(self, fault: str, verb: str) -> None:
        if verb == "refetch_data" and fault in ("a bad row", "other names", "another row"):
            return  # which are answers to a save
        before, changed = deepcopy(self.row), changes(self.row)
        self.platform.faults.append(FAILING[fault])
        with pytest.raises(Exception):
            getattr(self.client, verb)(self.row)
        assert (self.row, changes(self.row)) == (before, changed)

    @precondition(lambda self: self.http.loop is None and hasattr(os, "fork"))
    @rule(title=TITLES)
    def a_forked_child_saves_its_copy(self, title: str) -> None:
        def child() -> Counter[str]:
            self.row.title = title
            self.client.save(self.row)
            return Counter({f"{self.row.title} {changes(self.row)}": 1})

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            found = forked(child)()
        expected = title if "title" in self.mine or title != self.row.title else None
        if expected is not None:
            assert found == Counter({f"{title} ()": 1})
            assert self.stored["data_title"] == title
        if "client_metadata" in self.mine:
            assert self.stored["client_metadata"] == self.mine["client_metadata"]

    @invariant()
    def what_counts_as_changed_is_what_was_not_saved(self) -> None:
        if hasattr(self, "mine"):
            assert set(changes(self.row)) == set(self.mine)
            for name, value in self.mine.items():
                assert getattr(self.row, name) == value


@pytest.mark.exhaustive
def test_changes_are_lost_only_when_the_server_has_them(
    http: Http, platform: Platform, pauses: Pauses
) -> None:
    machine: Any = type("Machine", (RowMachine,), {"http": http, "platform": platform})
    case = machine.TestCase
    case.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
    case("runTest").runTest()
    assert pauses == []
