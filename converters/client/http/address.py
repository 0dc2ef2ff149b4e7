"""Addresses of servers and proxies: what they may look like, and what of them may be printed."""

from __future__ import annotations

import re
from base64 import b64encode
from ipaddress import ip_address
from typing import Final, Self
from urllib.parse import SplitResult, unquote, urlsplit

from attrs import frozen

from converters.client.http.secrets import Secret

LONGEST_HOST: Final = 253
"""Characters of a host name at most."""

_LABEL: Final = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?").fullmatch
_IPV6: Final = re.compile(r"\[[0-9A-Fa-f:.]+\](?::[0-9]*)?").fullmatch
_UNUSABLE: Final = re.compile(r"[^\x21-\x7e]|\\").search
_PATH: Final = re.compile(r"(?:/(?!/)[A-Za-z0-9._~!$&'()*+,;=:@%-]*)*").fullmatch


class Url(str):  # noqa: SLOT000 - it has an attribute
    """An address that does not print its log-in, and has it still where it is given on."""

    login: tuple[str, Secret] | None
    """Name and password, where the address has them."""

    def __new__(cls, text: str, login: tuple[str, Secret] | None) -> Self:
        """Make one of an address without its log-in."""
        made = super().__new__(cls, text)
        made.login = login
        return made

    def __reduce__(self) -> tuple[type[Url], tuple[str, tuple[str, Secret] | None]]:
        return Url, (str(self), self.login)


@frozen
class Address:
    """Where a server or a proxy is, apart from the password for it."""

    scheme: str
    host: str
    """A name or an IP address; one of version 6 without its brackets."""
    url: Url
    """Scheme, host, port and path, without a slash at the end: all that may be printed."""

    @property
    def login(self) -> tuple[str, Secret] | None:
        """Name and password, where the address has them."""
        return self.url.login

    @property
    def is_loopback(self) -> bool:
        """True for an address of this machine."""
        if self.host.lower() in ("localhost", "localhost."):
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def authorization(self) -> str | None:
        """The header of HTTP's own log-in; None where the address has no name and password."""
        if self.login is None:
            return None
        name, password = self.login
        return "Basic " + b64encode(f"{name}:{password.reveal()}".encode()).decode()

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be printed of it."""
        if self.login is None:
            return ()
        return self.login[1].reveal(), self.authorization or ""


def read_address(what: str, text: str, schemes: tuple[str, ...], example: str) -> Address:
    """Read an address.

    Args:
        what: What it is the address of, for the sentence of an error. As it may have a password
            in it, the sentence does not quote it.
        text: The address.
        schemes: The schemes that it may have.
        example: An address that would do.

    Raises:
        TypeError: When it is no text.
        ValueError: When it is no address, or has a query or a fragment.
    """
    if not isinstance(text, str):
        raise TypeError(f"{what}: expected str, got {type(text).__name__}")
    if "?" in text or "#" in text:
        raise ValueError(f"{what}: expected an address without ? and #, such as {example}")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError(f"{what}: expected an address such as {example}") from None
    if parts.scheme not in schemes:
        wanted = " or ".join(f"{scheme}://" for scheme in schemes)
        raise ValueError(f"{what}: expected an address with {wanted}, such as {example}")
    path = parts.path.rstrip("/")
    if not _is_host(host, parts) or not _PATH(path) or _UNUSABLE(text):
        raise ValueError(f"{what}: expected an address such as {example}")
    shown = f"[{host}]" if ":" in host else host
    url = f"{parts.scheme}://{shown}{'' if port is None else f':{port}'}{path}"
    login = text.login if isinstance(text, Url) else None
    if parts.username is not None:
        login = unquote(parts.username), Secret(unquote(parts.password or ""))
    return Address(parts.scheme, host, Url(url, login))


def check_path(path: str) -> None:
    """See that a path cannot lead to another host.

    Raises:
        ValueError: When it does not begin with one slash, or has anything else in it than a path.
    """
    if not isinstance(path, str) or not path.startswith("/") or not _PATH(path):
        raise ValueError(f"expected a path such as /v2/public/..., got {path!r:.60}")


def _is_host(host: str, parts: SplitResult) -> bool:
    login, _, place = parts.netloc.rpartition("@")
    if "@" in login:  # programs do not agree which of them is the last
        return False
    if "[" in place or ":" in host:
        try:
            ip_address(host)
        except ValueError:
            return False
        return _IPV6(place) is not None
    return len(host) <= LONGEST_HOST and _HOST(host) is not None
