"""Asks the platform for objects and saves what was changed in them: the hooks, put to use."""

from converters.client.client import AsyncClient, Client
from converters.client.errors import (
    ClientError,
    DeadlineExceededError,
    NoAnswerError,
    NotFoundError,
    RefusedError,
    TooLargeError,
)
from converters.client.protocols import (
    AsyncFullQuerier,
    AsyncPages,
    AsyncQuerier,
    FullQuerier,
    Pages,
    Querier,
)
from converters.client.signing import Signer
from converters.client.timers import TIMERS_PATH

__all__ = [
    "TIMERS_PATH",
    "AsyncClient",
    "AsyncFullQuerier",
    "AsyncPages",
    "AsyncQuerier",
    "Client",
    "ClientError",
    "DeadlineExceededError",
    "FullQuerier",
    "NoAnswerError",
    "NotFoundError",
    "Pages",
    "Querier",
    "RefusedError",
    "Signer",
    "TooLargeError",
]
