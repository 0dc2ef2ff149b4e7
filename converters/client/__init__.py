"""Asks the platform for objects and saves what was changed in them: the hooks, put to use."""

from converters.client.saving import (
    TIMERS_PATH,
    Client,
    ClientError,
    NoAnswerError,
    NotFoundError,
    Pages,
    Querier,
    RefusedError,
)

__all__ = [
    "TIMERS_PATH",
    "Client",
    "ClientError",
    "NoAnswerError",
    "NotFoundError",
    "Pages",
    "Querier",
    "RefusedError",
]
