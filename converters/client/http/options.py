"""What an HTTP querier is made with, for threads and asyncio alike, and the checks of it."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final
from urllib.parse import urlencode
from uuid import uuid4

from attrs import evolve, field, frozen

from converters.client.calls import Verb
from converters.client.errors import describe
from converters.client.http.address import Address, check_path, read_address
from converters.client.http.attempts import Exchange, Patience, exchange
from converters.client.http.connecting import (
    PROXY_EXAMPLE,
    PROXY_SCHEMES,
    ClientCert,
    Route,
    StrPath,
    find_proxy,
    tls_context,
)
from converters.client.http.envelope import Request
from converters.client.http.masking import Secrets
from converters.client.http.secrets import Headers, Secret, checked_headers, checked_key
from converters.json_text import dumps
from orm_attrs import DEFAULT_REQUESTS_SETTINGS, RequestsSettings

MAX_BYTES: Final = 256 * 2**20
"""Bytes of an answer that are taken at most, unless the caller says otherwise: 256 MiB."""

POOL_SIZE: Final = 32
"""Connections that are open at a time, unless the caller says otherwise."""


@cache
def user_agent() -> str:
    """Give the names and versions of this library and of Python."""
    try:
        own = version("orm-attrs")
    except PackageNotFoundError:  # run from a folder that was not installed
        own = "unknown"
    return f"orm-attrs/{own} python/{platform.python_version()}"


def new_trace() -> str:
    """Make the value of an X-Cloud-Trace-Context header, for one call."""
    return f"{uuid4().hex}/1;o=1"


def _own_headers(headers: Mapping[str, str]) -> Headers:
    return checked_headers("headers", headers)


@frozen(eq=False)
class HttpOptions:
    """What a querier sends queries with; see `converters.http.HttpQuerier`."""

    domain: str
    """Scheme and host, such as ``https://api.example.com``, and a path where the API has one.

    A name and password in it become HTTP's own log-in, and are taken out of it.
    """
    resource_id: str | None = field(default=None, kw_only=True)
    """The project or dataset that all queries are about; None to ask as a user."""
    resource_type: str | None = field(default=None, kw_only=True)
    """``"project"``, ``"dataset"`` or ``"ontology"`` where queries are signed; None with a key."""
    key: Secret | None = field(default=None, kw_only=True, converter=checked_key)
    """The API key, which is the whole authorisation; None where ``sign`` or ``headers`` has it.

    It is given as text, and kept as a `Secret`, which is not printed.
    """
    sign: Callable[[bytes], Mapping[str, str]] | None = field(
        default=None, kw_only=True, repr=False
    )
    """Gives more headers for the body of a query, such as its signature."""
    sign_url: Callable[[str], Mapping[str, str]] | None = field(
        default=None, kw_only=True, repr=False
    )
    """Gives more headers for the URL of a page, which has no body."""
    headers: Mapping[str, str] = field(
        factory=Headers, kw_only=True, repr=False, converter=_own_headers
    )
    """More headers for every request; they replace those that are sent otherwise."""
    settings: RequestsSettings = field(default=DEFAULT_REQUESTS_SETTINGS, kw_only=True)
    """Time limits for each wait, and repetitions."""
    deadline: float | None = field(default=None, kw_only=True)
    """Seconds for a whole call, repetitions included; ``math.inf`` for no deadline.

    None takes it from the settings: ``connect_timeout`` and ``read_timeout`` together, with
    ``write_timeout`` instead for what changes something.
    """
    max_bytes: int = field(default=MAX_BYTES, kw_only=True)
    """Bytes of an answer that are taken at most, after unpacking."""
    allow_http: bool = field(default=False, kw_only=True)
    """True to send the key as plain text to another machine."""
    proxy: str | None = field(default=None, kw_only=True)
    """Address of a proxy, http, https or socks5; None for what the environment says.

    A name and password in it are for the proxy, and are taken out of it.
    """
    trust_env: bool = field(default=True, kw_only=True)
    """False not to look for a proxy in the environment."""
    ca_bundle: StrPath | None = field(default=None, kw_only=True)
    """A PEM file with the authorities to trust; None for those of the system."""
    client_cert: ClientCert | None = field(default=None, kw_only=True)
    """A PEM file with a certificate and its key, or one file for each; None for none."""
    pool_size: int = field(default=POOL_SIZE, kw_only=True)
    """Connections that are open at a time; further calls wait for one."""
    trace: Callable[[], str] = field(default=new_trace, kw_only=True, repr=False)
    """Makes the X-Cloud-Trace-Context header of a call, by which logs can be matched."""
    _server: Address = field(init=False, repr=False)
    _proxy: Address | None = field(init=False, repr=False)
    _secrets: Secrets = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        server = read_address("domain", self.domain, ("https", "http"), "https://api.example.com")
        if server.scheme == "http" and not server.is_loopback and not self.allow_http:
            raise ValueError(
                "domain: http:// sends the key as plain text; use https://, or allow_http=True"
            )
        proxy = None
        if self.proxy is not None:
            proxy = read_address("proxy", self.proxy, PROXY_SCHEMES, PROXY_EXAMPLE)
            if server.scheme == "http" and not (proxy.is_loopback or self.allow_http):
                raise ValueError(
                    "proxy: http:// sends the key as plain text to it; use https:// for the "
                    "domain, or allow_http=True"
                )
        for name in ("resource_id", "resource_type"):
            value = getattr(self, name)
            if value is not None:
                checked_headers(name, {"Resource": value})
        _check_settings(self.settings)
        Patience.of(self.settings, self.deadline)
        if self.ca_bundle is not None or self.client_cert is not None:
            tls_context(self.ca_bundle, self.client_cert)
        for name in ("max_bytes", "pool_size"):
            _check_positive(name, getattr(self, name))
        # The password must not stand where it is printed.
        object.__setattr__(self, "domain", server.url)
        object.__setattr__(self, "proxy", None if proxy is None else proxy.url)
        object.__setattr__(self, "_server", server)
        object.__setattr__(self, "_proxy", proxy)
        key = () if self.key is None else (self.key.reveal(),)
        logins = server.secrets + (() if proxy is None else proxy.secrets)
        headers = checked_headers("headers", self.headers)
        object.__setattr__(self, "_secrets", Secrets([*key, *logins, *headers.secrets]))

    def route(self) -> Route:
        """Say how the server is reached; the environment counts at this moment."""
        proxy = find_proxy(self._server, self._proxy, trust_env=self.trust_env)
        # To load the authorities of the system takes longer than most queries.
        is_encrypted = "https" in (self._server.scheme, proxy and proxy.scheme)
        tls = tls_context(self.ca_bundle, self.client_cert) if is_encrypted else None
        return Route(proxy, tls, self.pool_size)

    def query(self, verb: Verb, query_type: str, uid: Any, payload: Any) -> Request:
        """Put a query into its envelope."""
        values = {"uid": uid, "payload": payload}
        body = dumps({"query_type": query_type, "query_method": verb, "values": values})
        own = {"Content-Type": "application/json"}
        if self.resource_id is not None:
            own["ResourceID"] = self.resource_id
        if self.resource_type is not None:
            own["ResourceType"] = self.resource_type
        signature = Headers() if self.sign is None else checked_headers("sign", self.sign(body))
        return Request(
            name=f"{verb} {query_type}",
            asked=f"{verb} {describe(query_type, uid)}",
            method="POST",
            base=self.domain,
            path="/public/user" if self.resource_id is None else "/public",
            headers=self._common_headers() | own | self.headers | signature,
            secrets=self._secrets.also(signature.secrets),
            body=body,
            is_idempotent=verb == "GET",
        )

    def page(self, path: str, parameters: Mapping[str, str]) -> Request:
        """Ask for a page.

        Raises:
            ValueError: When the path is none of this server.
        """
        check_path(path)
        query = urlencode(parameters)
        url = f"{self.domain}{path}" + (f"?{query}" if query else "")
        made = {} if self.sign_url is None else self.sign_url(url)
        signature = checked_headers("sign_url", made)
        headers = self._common_headers() | self.headers | signature
        return Request(
            name=f"GET {path}",
            asked=f"GET {path}",
            method="GET",
            base=self.domain,
            path=path,
            headers=headers,
            secrets=self._secrets.also(signature.secrets),
            query=query,
        )

    def through(self, request: Request, proxy: Address | None) -> Request:
        """Say through which proxy a request is sent."""
        if proxy is None:
            return request
        return evolve(request, proxy=proxy.url, secrets=request.secrets.also(proxy.secrets))

    def exchange(self, request: Request) -> Exchange:
        """Give the steps in which a request is sent."""
        patience = Patience.of(self.settings, self.deadline)
        return exchange(request, patience, self.max_bytes)

    def masked(self, text: str) -> str:
        """Give a text without what this querier must not print, in any spelling."""
        return self._secrets.hide(text)

    def _common_headers(self) -> Headers:
        trace = {"X-Cloud-Trace-Context": self.trace()}
        common = {
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
            "User-Agent": user_agent(),
            **checked_headers("trace", trace),
        }
        login = self._server.authorization
        if self.key is not None:
            common["Authorization"] = self.key.reveal()
        elif login is not None:
            common["Authorization"] = login
        return Headers(common.items())


def _check_settings(value: Any) -> None:
    if not isinstance(value, RequestsSettings):
        raise TypeError(f"settings: expected RequestsSettings, got {type(value).__name__}")


def _check_positive(name: str, value: Any) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{name}: expected int, got {type(value).__name__}")
    if value < 1:
        raise ValueError(f"{name}: expected at least 1, got {value}")
