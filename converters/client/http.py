"""Sends queries to the platform over HTTP: the envelope, time limits, repetitions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from attrs import field, frozen

from converters.client.saving import NoAnswerError, RefusedError, describe, excerpt
from converters.json_text import decode, dumps
from orm_attrs import DEFAULT_REQUESTS_SETTINGS, RequestsSettings

if TYPE_CHECKING:
    from urllib3 import PoolManager, Retry

OK: Final = 200
"""The status of an answer that is none of an error, in HTTP and in the envelope."""

PASSING: Final = frozenset({429, *range(500, 600)})
"""The HTTP statuses that may be others a little later."""

CONNECTIONS: Final = 10
"""How many connections are kept open for the next requests."""


def _new_pool() -> PoolManager:
    try:
        from urllib3 import PoolManager
    except ModuleNotFoundError as exc:
        raise ModuleNotFoundError(
            "HttpQuerier needs an extra: pip install 'orm-attrs[http]'", name=exc.name
        ) from exc
    return PoolManager(maxsize=CONNECTIONS)


@frozen
class _Request:
    """What is sent."""

    asked: str
    """What it asks, for the sentence of an error."""
    method: str
    """The method of HTTP."""
    url: str
    headers: Mapping[str, str]
    body: bytes | None = None
    is_idempotent: bool = True
    """True when it may be sent once more although it may have arrived."""


@frozen(eq=False)
class HttpQuerier:
    """Sends queries with urllib3: a `Querier` that also gets `Pages`.

    It keeps connections open until ``close``, or until the end of its ``with`` block, and may be
    shared by threads. Redirections are not followed. What only asks is repeated after a lost
    connection, a time-out, or an HTTP status such as 503; what changes something is repeated only
    as long as no connection could be made. The settings say how often, and after which pause.

    Raises:
        ModuleNotFoundError: When urllib3 is missing.
    """

    domain: str
    """Scheme and host, such as ``https://api.example.com``."""
    resource_id: str | None = field(default=None, kw_only=True)
    """The project or dataset that all queries are about; None to ask as a user."""
    resource_type: str | None = field(default=None, kw_only=True)
    """``"project"``, ``"dataset"`` or ``"ontology"`` where queries are signed; None with a key."""
    key: str | None = field(default=None, kw_only=True, repr=False)
    """The API key, which is the whole authorisation; None where ``sign`` or ``headers`` has it."""
    sign: Callable[[bytes], Mapping[str, str]] | None = field(
        default=None, kw_only=True, repr=False
    )
    """Gives more headers for the body of a query, such as its signature."""
    sign_url: Callable[[str], Mapping[str, str]] | None = field(
        default=None, kw_only=True, repr=False
    )
    """Gives more headers for the URL of a page, which has no body."""
    headers: Mapping[str, str] = field(factory=dict, kw_only=True, repr=False)
    """More headers for every request."""
    settings: RequestsSettings = field(default=DEFAULT_REQUESTS_SETTINGS, kw_only=True)
    """Time limits and repetitions."""
    _pool: PoolManager = field(init=False, repr=False, factory=_new_pool)

    def get(self, query_type: str, uid: Any, payload: Any) -> Any:
        """Ask for something.

        Raises:
            RefusedError: When the server says no.
            NoAnswerError: When no answer comes that can be used, after all repetitions.
            TypeError, ValueError: When the uid or the payload has no JSON.
        """
        return self._query("GET", query_type, uid, payload)

    def set(self, query_type: str, uid: Any, payload: Any) -> Any:
        """Change something.

        Raises:
            RefusedError: When the server says no.
            NoAnswerError: When no answer comes that can be used.
            TypeError, ValueError: When the uid or the payload has no JSON.
        """
        return self._query("POST", query_type, uid, payload)

    def get_page(self, path: str, parameters: Mapping[str, str]) -> Any:
        """Get the JSON at a path of the v2 API, which has no envelope.

        Raises:
            RefusedError: When the HTTP status is not 200.
            NoAnswerError: When no answer comes that can be used, after all repetitions.
        """
        url = f"{self._base}{path}?{urlencode(parameters)}"
        headers = self._headers({} if self.sign_url is None else self.sign_url(url))
        request = _Request(f"GET {path}", "GET", url, headers)
        status, content = self._send(request)
        if status != OK:
            message = content.get("message") if isinstance(content, dict) else None
            raise RefusedError(request.asked, status, None, content if message is None else message)
        return content

    def close(self) -> None:
        """Close all connections."""
        self._pool.clear()

    def __enter__(self) -> HttpQuerier:  # noqa: PYI034 - Self needs Python 3.11
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def _base(self) -> str:
        return self.domain.rstrip("/")

    def _headers(self, own: Mapping[str, str]) -> dict[str, str]:
        common = {
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
            "User-Agent": "orm-attrs",
        }
        if self.key is not None:
            common["Authorization"] = self.key
        return {**common, **self.headers, **own}

    def _query(self, method: str, query_type: str, uid: Any, payload: Any) -> Any:
        values = {"uid": uid, "payload": payload}
        body = dumps({"query_type": query_type, "query_method": method, "values": values})
        own = {"Content-Type": "application/json"}
        if self.resource_id is not None:
            own["ResourceID"] = self.resource_id
        if self.resource_type is not None:
            own["ResourceType"] = self.resource_type
        if self.sign is not None:
            own |= self.sign(body)
        request = _Request(
            f"{method} {describe(query_type, uid)}",
            "POST",
            self._base + ("/public/user" if self.resource_id is None else "/public"),
            self._headers(own),
            body,
            is_idempotent=method == "GET",
        )
        return _unwrapped(request.asked, *self._send(request))

    def _send(self, request: _Request) -> tuple[int, Any]:
        """Give the HTTP status of the answer, and its content, which is JSON."""
        from urllib3 import Timeout
        from urllib3.exceptions import (
            ConnectTimeoutError,
            HTTPError,
            LocationValueError,
            MaxRetryError,
        )

        settings = self.settings
        patience = settings.read_timeout if request.is_idempotent else settings.write_timeout
        try:
            response = self._pool.request(
                request.method,
                request.url,
                body=request.body,
                headers=request.headers,
                timeout=Timeout(connect=settings.connect_timeout, read=patience),
                retries=_retries(settings, request.is_idempotent),
                redirect=False,
            )
        except HTTPError as exc:
            reason = exc.reason if isinstance(exc, MaxRetryError) else exc
            doubt = ""
            if isinstance(reason, (ConnectTimeoutError, LocationValueError)):
                doubt = "; nothing was sent"
            elif not request.is_idempotent:
                doubt = "; whether the server has done it is not known"
            raise NoAnswerError(
                f"{request.asked}: no answer from {self.domain}: {reason}{doubt}"
            ) from exc
        try:
            return response.status, decode(response.data)
        except ValueError as exc:
            beginning = excerpt(response.data.decode(errors="replace"))
            raise NoAnswerError(
                f"{request.asked}: HTTP status {response.status}, expected JSON, got {beginning}"
            ) from exc


def _retries(settings: RequestsSettings, is_idempotent: bool) -> Retry:
    times = settings.max_retries if is_idempotent else 0
    return _pausing_retry()(
        total=None,
        connect=settings.connection_retries,
        read=times,
        status=times,
        other=0,
        allowed_methods=None,
        status_forcelist=PASSING,
        backoff_factor=settings.backoff_factor,
        raise_on_status=False,
        respect_retry_after_header=False,
    )


@cache
def _pausing_retry() -> type[Retry]:
    """Make the class of retries that pause as `RequestsSettings` says."""
    from urllib3 import Retry

    class PausingRetry(Retry):
        """Retries that pause before the first of them, too, and as long as they are told."""

        def get_backoff_time(self) -> float:
            """Give the seconds before the next attempt; the history has all failed ones."""
            return float(self.backoff_factor * 2 ** (len(self.history) - 1))

    return PausingRetry


def _unwrapped(asked: str, status: int, envelope: Any) -> Any:
    """Take an answer out of its envelope, whose status is the one that counts."""
    own_status = envelope.get("status") if isinstance(envelope, dict) else None
    if own_status == OK and "response" in envelope:
        return envelope["response"]
    if own_status == OK or not isinstance(own_status, int):
        raise NoAnswerError(
            f"{asked}: HTTP status {status}, expected an envelope with a status and a response, "
            f"got {excerpt(envelope)}"
        )
    code = envelope.get("response")
    if isinstance(code, list) and len(code) == 1:
        code = code[0]
    detail = envelope.get("payload")
    if isinstance(code, str):
        raise RefusedError(asked, own_status, code, detail)
    raise RefusedError(asked, own_status, None, code if detail is None else detail)
