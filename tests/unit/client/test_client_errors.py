"""What the errors of a client say."""

from __future__ import annotations

import pickle

import pytest

from converters.client import (
    ClientError,
    NoAnswerError,
    NotFoundError,
    RefusedError,
)


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
