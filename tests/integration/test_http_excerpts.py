"""What a server says that is no answer costs no more than its first words, however long it is."""

from __future__ import annotations

import asyncio
import gzip
import json
import sys
from collections.abc import Callable
from typing import Any, Final

import pytest
from client_cases import HASH
from http_cases import ONCE, Http
from platform_server import Platform, answering

from converters.client import (
    ClientError,
    DeadlineExceededError,
    NoAnswerError,
    RefusedError,
    TooLargeError,
)
from converters.client.errors import excerpt
from converters.client.http import envelope, masking
from converters.client.http.attempts import Attempt
from converters.client.http.unpacking import PIECE
from orm_attrs import DataRow

MIB: Final = 2**20
LISTS: Final = b"[" + b"[]," * MIB + b"1]"
KEY: Final = "k" * 20

LONG: Final[dict[str, tuple[bytes, int]]] = {
    "lists": (LISTS, 200),
    "lists of a refusal": (LISTS, 403),
    "an object": (b'{"a":' + LISTS + b"}", 200),
    "an object of a refusal": (b'{"status":403,"response":' + LISTS + b"}", 404),
    "text": (b'"' + b"\\u006b" * MIB + b'"', 200),
    "keys": (KEY.encode() * 200_000, 200),
    "keys of a refusal": (KEY.encode() * 200_000, 451),
    "spaces": (b" " * 3 * MIB, 200),
    "a server error": (b'{"error":' + LISTS + b"}", 503),
    "no object": (b'{"a":403,[]:' + LISTS + b"}", 200),
    "no member": (b'{"status";403,"a":' + LISTS + b"}", 403),
}


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Give the sizes of what is read as JSON, and of what secrets are looked for in."""
    sizes: list[int] = []

    def noting(function: Callable[..., Any], place: int) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            sizes.append(len(args[place]))
            return function(*args)

        return call

    monkeypatch.setattr(envelope, "decode", noting(envelope.decode, 0))
    monkeypatch.setattr(masking.Secrets, "hide", noting(masking.Secrets.hide, 1))
    return sizes


@pytest.mark.parametrize("name", LONG)
@pytest.mark.parametrize("is_packed", [True, False])
def test_of_a_long_answer_that_is_none_a_few_kilobytes_are_looked_at(
    http: Http, platform: Platform, work: list[int], name: str, is_packed: bool
) -> None:
    body, status = LONG[name]
    fault = answering(body, status)
    if is_packed:
        fault = answering(gzip.compress(body), status, Content_Encoding="gzip")
    platform.faults += [fault, fault]
    with http.open(platform.url, key=KEY, settings=ONCE) as querier:
        asks = [lambda: querier.get("datarow", HASH, None), lambda: querier.get_page("/a", {})]
        for ask in asks[: 1 if status == 200 else 2]:  # a page may be anything
            with pytest.raises(ClientError) as caught:
                ask()
            kind = RefusedError if status in range(300, 500) else NoAnswerError
            assert type(caught.value) is kind
            assert len(str(caught.value)) < 500
            assert KEY not in str(caught.value)
            assert max(work) <= 2**13
    assert work


def test_a_long_envelope_that_refuses_says_why_and_is_quoted_in_its_first_words(
    http: Http, platform: Platform
) -> None:
    long = {"status": 403, "response": ["A_NAME"], "payload": {"key": [KEY] * 10_000}}
    short = {**long, "payload": {"key": [KEY]}}
    platform.faults += [answering(long), answering(short), answering(short, 403)]
    with http.open(platform.url, key=KEY) as querier:
        for detail in (json.dumps(long).replace(KEY, "***")[:201], *[{"key": ["***"]}] * 2):
            with pytest.raises(RefusedError) as caught:
                querier.get("datarow", HASH, None)
            refused = caught.value
            assert (refused.status, refused.code, refused.detail) == (403, "A_NAME", detail)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b'{"status":403,"response":["A"],"payload":%b}', 200, "A"),
        (b' { "response" : "A" , "status" : 403 , "payload" : %b } ', 200, "A"),
        (b'{"status":403,"response":["A"],"payload":%b}', 404, "A"),
        (b'{"payload":%b,"response":["A"],"status":403}', 200, None),
        (b'{"status":403,"payload":%b,"response":["A"]}', 200, None),
    ],
)
def test_a_long_envelope_that_refuses_is_not_read_to_its_end(
    http: Http, platform: Platform, work: list[int], body: bytes, status: int, code: str | None
) -> None:
    platform.faults.append(answering(body % LISTS, status))
    with http.open(platform.url, key=KEY) as querier, pytest.raises(RefusedError) as caught:
        querier.get("datarow", HASH, None)
    assert (caught.value.status, caught.value.code) == (403, code)
    assert max(work) <= 2**13


def test_a_long_envelope_with_an_answer_is_read_in_whatever_order(
    http: Http, platform: Platform
) -> None:
    content = json.dumps(["x" * 1000] * 100).encode()
    with http.open(platform.url) as querier:
        for body in (
            b'{"status":200,"response":%b}',
            b'{"response":%b,"status":200}',
            b'{"response":%b,"status":200,"more":[{"status":403}]}',
            b'{"a":{"status":403},"response":%b,"status":200}',
        ):
            platform.faults.append(answering(body % content))
            assert len(querier.get("datarow", HASH, None)) == 100


@pytest.mark.parametrize("depth", [30, 100, 400, 900, 4000])
def test_a_refusal_is_one_however_deep_it_nests(http: Http, platform: Platform, depth: int) -> None:
    nested = b"[" * depth + b'"' + KEY.encode() + b'"' + b"]" * depth
    bodies = [
        (b'{"status":403,"response":["A"],"payload":%b}' % nested, 200),
        (b'{"message":%b}' % nested, 403),
        (nested, 403),
    ]
    with http.open(platform.url, key=KEY) as querier:
        for body, status in bodies:
            platform.faults.append(answering(body, status))
            with pytest.raises(ClientError) as caught:
                querier.get("datarow", HASH, None)
            assert isinstance(caught.value, RefusedError) or depth > 900
            assert KEY not in f"{caught.value} {caught.value!r} {caught.value.args!r}"
            assert len(str(caught.value)) < 500


def test_a_refusal_near_the_end_of_the_stack_is_one(http: Http, platform: Platform) -> None:
    nested = b"[" * 300 + b"]" * 300
    fault = answering(b'{"status":403,"response":["A"],"payload":%b}' % nested)
    platform.faults += [fault]

    def ask_at(depth: int) -> Any:
        return ask_at(depth - 1) if depth else querier.get("datarow", HASH, None)

    with http.open(platform.url, key=KEY) as querier, pytest.raises(RefusedError):
        ask_at(sys.getrecursionlimit() // 3)


@pytest.mark.parametrize("wanted", ["more than it may have", "more than there is time for"])
def test_a_packed_answer_that_grows_is_given_up_between_two_steps(
    http: Http, platform: Platform, monkeypatch: pytest.MonkeyPatch, wanted: str
) -> None:
    left = iter([60.0] * 10 + [0.0] * 1000)
    if wanted == "more than there is time for":
        monkeypatch.setattr(Attempt, "left", lambda self: next(left))
    packed = gzip.compress(b" " * 64 * PIECE)
    platform.faults += [answering(packed, Content_Encoding="gzip")]
    error = TooLargeError if wanted == "more than it may have" else DeadlineExceededError
    with (
        http.open(platform.url, settings=ONCE, max_bytes=32 * PIECE) as querier,
        pytest.raises(error),
    ):
        querier.get("datarow", HASH, None)


def test_an_event_loop_goes_on_while_much_is_sent_and_arrives_and_is_unpacked(
    http: Http, platform: Platform
) -> None:
    if http.loop is None:
        return
    turns = []

    async def turn() -> None:
        while True:
            turns.append(1)
            await asyncio.sleep(0)

    spaces = b" " * 64 * PIECE
    platform.faults += [
        answering(gzip.compress(spaces), Content_Encoding="gzip"),
        answering(spaces),
        answering(b""),
    ]
    with http.open(platform.url, settings=ONCE, max_bytes=128 * PIECE) as querier:
        for sent in ("", "", "x" * 64 * PIECE):
            turns.clear()
            task = http.loop.create_task(turn())
            with pytest.raises(NoAnswerError):
                querier.get("datarow", HASH, sent)
            task.cancel()
            assert len(turns) > 64


def test_what_is_quoted_of_json_is_no_more_than_is_looked_at() -> None:
    class Endless(list[Any]):
        """A list that nobody reads to its end."""

        def __iter__(self) -> Any:
            for number in range(10**9):
                assert number < 300
                yield 1

    assert excerpt(Endless()) == "[" + "1," * 99 + "1..."
    assert excerpt({"a": Endless()}).endswith("...")
    assert excerpt(["x" * MIB]) == '["' + "x" * 198 + "..."
    deep: Any = "x"
    for _ in range(100_000):
        deep = [deep]
    assert excerpt(deep) == "[" * 200 + "..."


def test_a_save_that_is_answered_with_something_long_is_told_in_a_few_words(
    http: Http, platform: Platform, obj: DataRow
) -> None:
    names = [f"name{number}" * 20 for number in range(10_000)]
    row = platform.rows[HASH]
    with http.open(platform.url) as querier:
        client = http.client(querier)
        for response in (
            [[]] * 300_000,
            {"updated_fields": [1] * 300_000, "data_row": row},
            {"updated_fields": names, "data_row": row},
        ):
            platform.answers["datarow"] = response
            with pytest.raises(NoAnswerError) as caught:
                client.save(obj)
            assert len(str(caught.value)) < 4000
