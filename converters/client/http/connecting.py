"""How the server is reached: through which proxy, trusting whom, with which certificate."""

from __future__ import annotations

import ssl
from os import PathLike, fspath
from typing import Final, TypeAlias
from urllib.request import getproxies, proxy_bypass

from attrs import field, frozen

from converters.client.http.address import Address, read_address
from converters.client.http.secrets import discreet

StrPath: TypeAlias = "str | PathLike[str]"
ClientCert: TypeAlias = "StrPath | tuple[StrPath, StrPath]"

PROXY_SCHEMES: Final = ("http", "https", "socks5", "socks5h")
PROXY_EXAMPLE: Final = "http://proxy.example.com:3128"


@frozen
class Route:
    """All that is needed to open connections."""

    proxy: Address | None
    """None for a direct connection."""
    tls: ssl.SSLContext | None = field(repr=False)
    """None where nothing is encrypted."""
    pool_size: int


@discreet
def find_proxy(server: Address, proxy: Address | None, *, trust_env: bool) -> Address | None:
    """Give the proxy for a server: that of the caller, or of the environment.

    What goes to this machine without TLS is not sent through a proxy on another one that stands in
    the environment: the key would leave the machine as plain text.

    Raises:
        ValueError: When the environment has an address that is none.
    """
    if proxy is not None or not trust_env:
        return proxy
    known = getproxies()
    text = known.get(server.scheme) or known.get("all")
    if not text or proxy_bypass(server.host):
        return None
    if "://" not in text:
        text = f"http://{text}"
    found = read_address("the proxy of the environment", text, PROXY_SCHEMES, PROXY_EXAMPLE)
    if server.scheme == "http" and server.is_loopback and not found.is_loopback:
        return None
    return found


def tls_context(ca_bundle: StrPath | None, client_cert: ClientCert | None) -> ssl.SSLContext:
    """Make what checks certificates, and shows one.

    Raises:
        OSError: When a file cannot be read, or has no certificate in it.
    """
    context = ssl.create_default_context(cafile=None if ca_bundle is None else fspath(ca_bundle))
    if isinstance(client_cert, tuple):
        context.load_cert_chain(*client_cert)
    elif client_cert is not None:
        context.load_cert_chain(client_cert)
    return context
