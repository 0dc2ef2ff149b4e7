"""Certificates that tests make for themselves, and servers that show them."""

from __future__ import annotations

import select
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import urlsplit

import trustme
from attrs import define, field, frozen
from http_cases import raw_server, read_request
from platform_server import Platform


@frozen
class Authority:
    """An authority of one's own, and the file that makes it trusted."""

    ca: trustme.CA
    bundle: Path

    @classmethod
    def in_folder(cls, folder: Path) -> Authority:
        """Make one."""
        ca = trustme.CA()
        bundle = folder / "ca.pem"
        ca.cert_pem.write_to_path(bundle)
        return cls(ca, bundle)

    def context(self, *names: str, **options: Any) -> ssl.SSLContext:
        """Make what a server needs to show a certificate for these names."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.ca.issue_cert(*names, **options).configure_cert(context)
        return context


def long_ago() -> datetime:
    """Give a moment at which a certificate may have ended."""
    return datetime.now(UTC) - timedelta(days=1)


@contextmanager
def secure(platform: Platform, context: ssl.SSLContext) -> Iterator[str]:
    """Run a server with TLS in front of a platform, and give its address."""

    def serve(connection: socket.socket, closing: Event) -> None:
        connection.settimeout(20)
        with suppress(OSError), context.wrap_socket(connection, server_side=True) as inner:
            pipe(inner, platform.server_address[:2], closing)

    with raw_server(serve) as url:
        yield url.replace("http:", "https:")


@define
class Proxy:
    """A proxy, and what it was asked."""

    url: str
    heads: list[bytes] = field(factory=list)
    answer: bytes = b"HTTP/1.1 200 Connection established\r\n\r\n"
    targets: dict[str, tuple[str, int]] = field(factory=dict)
    """Where it connects to instead of the host that it is asked for."""


@contextmanager
def running_proxy(prepare: Callable[[str], Proxy] = Proxy) -> Iterator[Proxy]:
    """Run a proxy, for tunnels and for plain requests."""
    proxies: list[Proxy] = []

    def serve(connection: socket.socket, closing: Event) -> None:
        proxy = proxies[0]
        request = read_request(connection)
        proxy.heads.append(request)
        method, target, *_ = request.split(b" ", 2)
        if not proxy.answer.startswith(b"HTTP/1.1 200"):
            connection.sendall(proxy.answer)
            return
        if method == b"CONNECT":
            host = target.decode().rpartition(":")[0]
            connection.sendall(proxy.answer)
            pipe(connection, proxy.targets[host], closing)
            return
        parts = urlsplit(target.decode())
        path = parts.path.encode() + (b"?" + parts.query.encode() if parts.query else b"")
        first = request.replace(target, path, 1)
        pipe(connection, proxy.targets[parts.hostname or ""], closing, first)

    with raw_server(serve) as url:
        proxies.append(prepare(url))
        yield proxies[0]


def pipe(left: socket.socket, address: tuple[Any, ...], closing: Event, first: bytes = b"") -> None:
    """Hand everything on, both ways, until one of them has nothing more to say."""
    with socket.create_connection(address) as right:
        right.sendall(first)
        while not closing.is_set():
            pending = isinstance(left, ssl.SSLSocket) and left.pending()
            ready = [left] if pending else select.select([left, right], [], [], 0.05)[0]
            for side in ready:
                data = side.recv(65536)
                if not data:
                    return
                (right if side is left else left).sendall(data)
