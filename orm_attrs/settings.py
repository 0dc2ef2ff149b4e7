"""How patient a client is with the network; nothing here travels."""

from typing import Final

from attrs import define

from orm_attrs._keeper import Keeper

DEFAULT_CONNECTION_RETRIES: Final = 3
"""Attempts to repeat a failed connection."""
DEFAULT_MAX_RETRIES: Final = 3
"""Attempts to repeat a failed request."""
DEFAULT_BACKOFF_FACTOR: Final = 1.5
"""Seconds that scale the pause between attempts."""
DEFAULT_READ_TIMEOUT: Final = 180
"""Seconds."""
DEFAULT_WRITE_TIMEOUT: Final = 180
"""Seconds."""
DEFAULT_CONNECT_TIMEOUT: Final = 180
"""Seconds."""


@define
class CloudUploadSettings(Keeper):
    """Overrides the `RequestsSettings` for each upload of a file to cloud storage."""

    max_retries: int | None = None
    """How often a failed upload is repeated; `None` takes the value of `RequestsSettings`."""
    backoff_factor: float | None = None
    """Seconds that scale the pause before a repetition; `None` takes that of `RequestsSettings`.

    Retry number n waits ``backoff_factor * 2 ** (n - 1)`` seconds.
    """
    allow_failures: bool = False
    """Go on with the other files when one still fails after its last retry, and log the failure."""


@define(kw_only=True)
class RequestsSettings(Keeper):
    """Retries and time limits of each single request that a client sends."""

    max_retries: int = DEFAULT_MAX_RETRIES
    """How often a failed request is repeated, if it is idempotent and the failure may pass."""
    backoff_factor: float = DEFAULT_BACKOFF_FACTOR
    """Seconds that scale the pause: retry number n waits ``backoff_factor * 2 ** (n - 1)``."""
    connection_retries: int = DEFAULT_CONNECTION_RETRIES
    """How often a failed TCP connection is tried again."""
    connect_timeout: int = DEFAULT_CONNECT_TIMEOUT
    """Seconds to wait for a connection."""
    read_timeout: int = DEFAULT_READ_TIMEOUT
    """Seconds to wait for more of the answer to a request that asks for something."""
    write_timeout: int = DEFAULT_WRITE_TIMEOUT
    """Seconds to wait for more of the answer to a request that changes something."""


DEFAULT_REQUESTS_SETTINGS: Final = RequestsSettings()
"""What a client uses when it is told nothing else."""
