"""What the errors of a client say."""

from __future__ import annotations

import errno
import os
import pickle
from socket import gaierror
from ssl import SSLError

import pytest

from converters.client import (
    ClientError,
    NoAnswerError,
    NotFoundError,
    RefusedError,
)
from converters.client.http.reading import _words


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "of asyncio"), os.strerror(errno.ECONNREFUSED)),
        (gaierror(-2, "no such name"), "[Errno -2] no such name"),
        (OSError(0, "the end"), "[Errno 0] the end"),
        (SSLError(1, "no certificate"), "no certificate"),
        (TimeoutError(), "TimeoutError"),
    ],
    ids=repr,
)
def test_a_failure_has_the_words_of_the_system_where_there_are_any(
    failure: OSError, words: str
) -> None:
    assert _words(failure) == words


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (NotFoundError("a: not found"), "a: not found"),
        (NoAnswerError("a: no answer"), "a: no answer"),
        (RefusedError("GET a", 404, "NONE"), "GET a: refused with status 404, NONE"),
        (RefusedError("GET a", 500, None), "GET a: refused with status 500"),
        (RefusedError("a", 500, "X", "why\n"), "a: refused with status 500, X: 'why\\n'"),
        (RefusedError("a", 5, None, {"b": [1]}), 'a: refused with status 5: {"b":[1]}'),
        (RefusedError("a", 5, None, "x" * 999), f"a: refused with status 5: '{'x' * 199}..."),
        (RefusedError("a", 5, None, [float("nan")]), "a: refused with status 5: list"),
    ],
)
def test_errors_speak_and_pickle(error: ClientError, sentence: str) -> None:
    assert str(error) == sentence
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again)) == (type(error), sentence)
    assert {**vars(again), "detail": 0} == {**vars(error), "detail": 0}
    assert isinstance(error, ClientError)
