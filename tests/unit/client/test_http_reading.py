"""What is said of an attempt to which the network has given no answer."""

from __future__ import annotations

import errno
import os
import ssl
from math import inf

import httpcore
import pytest

from converters.client.http.attempts import Attempt
from converters.client.http.envelope import Request
from converters.client.http.reading import Reading
from converters.client.http.secrets import Headers

REFUSED = ConnectionRefusedError(errno.ECONNREFUSED, "in other words")
NO_ROUTE = OSError(errno.EHOSTUNREACH, "in other words")
UNKNOWN = ssl.SSLCertVerificationError(1, "unknown authority")


def caused_by(cause: BaseException) -> OSError:
    """Give the error that says of several addresses only that none could be reached."""
    error = OSError("All connection attempts failed")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "reason", "may_pass"),
    [
        (REFUSED, os.strerror(errno.ECONNREFUSED), True),
        (caused_by(REFUSED), os.strerror(errno.ECONNREFUSED), True),
        (
            caused_by(ExceptionGroup("several addresses", [REFUSED, NO_ROUTE])),
            os.strerror(errno.ECONNREFUSED),
            True,
        ),
        (
            caused_by(ExceptionGroup("all", [ExceptionGroup("both", [NO_ROUTE, REFUSED])])),
            os.strerror(errno.EHOSTUNREACH),
            True,
        ),
        (UNKNOWN, "unknown authority", False),
        (caused_by(ExceptionGroup("one address", [UNKNOWN])), "unknown authority", False),
    ],
    ids=["plain", "caused", "group", "groups", "certificate", "certificate in a group"],
)
def test_a_failure_says_what_is_at_the_bottom_of_it(
    error: OSError, reason: str, may_pass: bool
) -> None:
    request = Request("GET a", "GET a", "GET", "https://host", "/a", Headers())
    reading = Reading(Attempt(request, 1, 1, inf, 1))
    for exc in (httpcore.ConnectError(error), error):
        failure = reading.failure(exc)
        assert (failure.reason, failure.may_pass) == (reason, may_pass)
        assert failure.cause is exc
