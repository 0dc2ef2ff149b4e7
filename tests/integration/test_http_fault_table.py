"""The documentation's table of faults says what a client gets from a server that has them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import frozen
from client_cases import HASH
from fault_cases import FAULTS
from http_cases import Http
from tls_cases import Authority

import converters.client
from converters.client import ClientError
from orm_attrs import DataRow, RequestsSettings, changes

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "faults.md"
SETTINGS: Final = RequestsSettings(
    max_retries=2, connection_retries=2, backoff_factor=0.001, read_timeout=0.3, write_timeout=0.3
)
KEY: Final = "not to be quoted"


@frozen
class Entry:
    """A row of the table."""

    fault: str
    get: str
    get_attempts: str
    save: str
    save_attempts: str
    sentences: str
    """What that for `get` has in it, and that for `save` where it is another one."""


def table() -> Iterator[Entry]:
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("| ") and not line.startswith(("| ---", "| the server")):
            fault, *cells = (cell.strip() for cell in line.strip("|").split(" | "))
            yield Entry(fault, *(cell.strip("`") for cell in cells))


ROWS: Final = list(table())
CASES: Final = [
    pytest.param(entry, fault, id=f"{entry.fault} {number}")
    for entry in ROWS
    for number, fault in enumerate(FAULTS.get(entry.fault, ()))
]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.in_folder(tmp_path_factory.mktemp("authority"))


@contextmanager
def raising(name: str, sentence: str) -> Iterator[pytest.ExceptionInfo[ClientError]]:
    with pytest.raises(ClientError) as caught:
        yield caught
    assert type(caught.value) is getattr(converters.client, name)
    assert sentence in str(caught.value)
    assert len(str(caught.value)) < 600
    assert KEY not in f"{caught.value!r} {vars(caught.value)}"


def test_the_table_has_each_fault_once() -> None:
    assert [entry.fault for entry in ROWS] == list(FAULTS)


@pytest.mark.parametrize(("entry", "fault"), CASES)
def test_a_client_gets_from_each_fault_what_the_table_says(
    http: Http, authority: Authority, obj: DataRow, entry: Entry, fault: Any
) -> None:
    with fault.stage(authority) as stage:
        sentences = entry.sentences.split("`, `")
        options = {"settings": SETTINGS, "deadline": 60, "key": KEY, "trust_env": False}
        with http.open(stage.url, **options | stage.options) as querier:
            client = http.client(querier)
            with raising(entry.get, sentences[0]):
                client.get(DataRow, HASH)
            assert len(stage.requests) == int(entry.get_attempts)
            stage.requests.clear()

            obj.title = "new"
            before = deepcopy(obj)
            with raising(entry.save, sentences[-1]) as caught:
                client.save(obj)
            if "no answer from" in str(caught.value):
                doubt = "is not known" if stage.requests else "; nothing was sent"
                assert str(caught.value).endswith(doubt)
            assert len(stage.requests) == int(entry.save_attempts)
            assert (obj, changes(obj)) == (before, ("title",))
