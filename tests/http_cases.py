"""What tests of queries over HTTP share: both kinds of queriers, and servers that misbehave."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from threading import Event, Thread
from typing import Any, Final

from attrs import frozen
from client_cases import Blocking
from platform_server import Fault, altered

from converters.client import AsyncClient, Client
from converters.http import AsyncHttpQuerier, HttpQuerier
from orm_attrs import CollaboratorTimerParams, RequestsSettings

QUICK: Final = RequestsSettings(max_retries=2, connection_retries=2, backoff_factor=0.001)
HASTY: Final = RequestsSettings(
    max_retries=2, backoff_factor=0.001, read_timeout=0.4, write_timeout=0.4
)
ONCE: Final = RequestsSettings(max_retries=0, connection_retries=0)
ATTEMPTS: Final = 1 + QUICK.max_retries
PARAMS: Final = CollaboratorTimerParams(
    project_hash="p", after=datetime(2023, 1, 1, 21), page_size=1
)


@frozen
class Http:
    """Opens queriers of one kind, all with the same methods."""

    loop: asyncio.AbstractEventLoop | None
    """None for queriers of threads."""

    @contextmanager
    def open(self, url: str, **options: Any) -> Iterator[Any]:
        """Give a querier that is closed at the end."""
        if self.loop is None:
            with HttpQuerier(url, **options) as querier:
                yield querier
            return
        awaiting = Blocking(AsyncHttpQuerier(url, **options), self.loop)
        try:
            yield awaiting
        finally:
            awaiting.aclose()

    def client(self, querier: Any) -> Any:
        """Give a client of a querier."""
        if self.loop is None:
            return Client(querier)
        return Blocking(AsyncClient(querier.obj), self.loop)

    def close(self, querier: Any) -> None:
        """Close the connections of a querier."""
        if self.loop is None:
            querier.close()
        else:
            querier.aclose()


class Pauses(list[float]):
    """The seconds of each pause that a client wants to make."""

    meanwhile: Callable[[], None] = staticmethod(lambda: None)
    """What happens during each of them."""

    def pause(self, seconds: float) -> None:
        """Take a pause that takes no time."""
        self.append(seconds)
        assert len(self) < 50
        self.meanwhile()

    async def pause_awaiting(self, seconds: float) -> None:
        """The same for asyncio."""
        self.pause(seconds)


def with_updated(*names: str) -> Fault:
    """Answer to a save with other names."""
    return altered(lambda response: {**response, "updated_fields": list(names)})


def with_row(**keys: Any) -> Fault:
    """Answer to a save with another row."""
    return altered(lambda response: {**response, "data_row": {**response["data_row"], **keys}})


@contextmanager
def raw_server(serve: Callable[[socket.socket, Event], None]) -> Iterator[str]:
    """Run a server that does with each connection what a function says, and give its address.

    The function is given the connection, and what is set at the end of the test.
    """
    closing = Event()
    threads: list[Thread] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def run(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            serve(connection, closing)

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            if closing.is_set():
                connection.close()
                return
            threads.append(Thread(target=run, args=(connection,)))
            threads[-1].start()

    accepting = Thread(target=accept)
    accepting.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        closing.set()
        with suppress(OSError), socket.create_connection(listener.getsockname()):
            pass
        accepting.join()
        listener.close()
        for thread in threads:
            thread.join()


def read_request(connection: socket.socket) -> bytes:
    """Read the head of a request and its body."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += _received(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
    while len(body) < length:
        body += _received(connection)
    return head + b"\r\n\r\n" + body


def _received(connection: socket.socket) -> bytes:
    data = connection.recv(65536)
    if not data:
        raise ConnectionError("the client has gone")
    return data
