"""A platform on 127.0.0.1, for tests: it keeps data rows, speaks the envelope, fails on demand.

It is called like this because tests stand in the search path, where `platform` is Python's own.
"""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from copy import deepcopy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from threading import Event, Thread
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import parse_qsl, urlsplit

from attrs import field, frozen

TIMERS: Final = "/v2/public/analytics/collaborators/timers"
HTML: Final = b"<h1>Something went wrong</h1>"


@frozen
class Request:
    """What has arrived."""

    method: str
    path: str
    """With the query string, as it was sent."""
    headers: dict[str, str]
    body: bytes
    at: float = field(factory=time.monotonic)

    @property
    def query(self) -> Any:
        """The content of the body."""
        return json.loads(self.body)

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of the query string."""
        return dict(parse_qsl(urlsplit(self.path).query))


class Platform(ThreadingHTTPServer):
    """The server, which runs as long as its ``with`` block. Each fault is met by one request."""

    daemon_threads = False  # so that closing waits for them, and they leave nothing open
    request_queue_size = 64  # many threads at once; one that is left out waits for a second

    def __init__(self, *rows: Mapping[str, Any], listens: bool = True) -> None:
        super().__init__(("127.0.0.1", 0), Handler, bind_and_activate=False)
        self.rows: dict[Any, dict[str, Any]] = {
            row["data_hash"]: deepcopy(dict(row)) for row in rows
        }
        """What is saved, with everything that is sent only on demand."""
        self.answers: dict[str, Any] = {}
        """Query type to what is answered to it."""
        self.pages: list[Any] = []
        """The pages of timers; the token of each but the first is its number."""
        self.faults: list[Fault] = []
        """What befalls the next requests instead of an answer."""
        self.requests: list[Request] = []
        """What has arrived."""
        self.connections: list[socket.socket] = []
        """All that were ever made."""
        self.closing = Event()
        self.server_bind()
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self._thread = Thread(target=self.serve_forever, args=(0.005,))
        if listens:
            self.listen()

    def server_bind(self) -> None:
        TCPServer.server_bind(self)  # HTTPServer's looks the name of the host up, which takes long

    def listen(self) -> None:
        """Begin to accept connections: until then, they are refused."""
        self.server_activate()
        self._thread.start()

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        self.connections.append(connection)
        return connection, address

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.closing.set()
        if self._thread.is_alive():
            self.shutdown()
            self._thread.join()
        for connection in self.connections:
            with suppress(OSError):  # closed already
                connection.shutdown(socket.SHUT_RDWR)
        self.server_close()

    # --- what it answers ------------------------------------------------------------------------

    def respond(self, query: Any) -> Any:
        """Do what a query says, and give what stands in the envelope."""
        kind, method = query["query_type"], query["query_method"]
        uid, payload = query["values"]["uid"], query["values"]["payload"]
        if kind in self.answers:
            return self.answers[kind]
        if kind == "datarows":
            return [self.shown(one, {}) for one in self.rows]
        assert kind == "datarow"
        if uid not in self.rows:
            return None
        if method == "POST":
            self.rows[uid] |= payload
            return {"updated_fields": list(payload), "data_row": self.shown(uid, {})}
        assert method == "GET"
        return self.shown(uid, (payload or {}).get("additional_data", {}))

    def shown(self, uid: str, additional: Mapping[str, Any]) -> dict[str, Any]:
        """Give a row, with null for what was not asked for."""
        row = deepcopy(self.rows[uid])
        for key, asked in (
            ("signed_url", "signed_url"),
            ("images_data", "images_data_fetch_options"),
            ("client_metadata", "client_metadata"),
        ):
            if not additional.get(asked):
                row[key] = None
        return row


class Handler(BaseHTTPRequestHandler):
    """Reads requests, and answers them or meets with a fault."""

    server: Platform
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or each answer takes 40 milliseconds

    def do_POST(self) -> None:
        request = self.arrived()
        if not self.meets_fault(request):
            self.send(enveloped(self.server.respond(request.query)))

    def do_GET(self) -> None:
        request = self.arrived()
        if not self.meets_fault(request):
            assert urlsplit(request.path).path == TIMERS
            number = int(request.parameters.get("pageToken", 0))
            self.send(self.server.pages[number])

    def arrived(self) -> Request:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = self.requestline.split()[1]  # self.path has one slash where two were sent
        request = Request(self.command, path, dict(self.headers.items()), body)
        self.server.requests.append(request)
        return request

    def meets_fault(self, request: Request) -> bool:
        if not self.server.faults:
            return False
        self.server.faults.pop(0)(self, request)
        return True

    def send(
        self, content: Any, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> None:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name in the base
        pass


Fault = Callable[[Handler, Request], None]
"""What befalls a request."""


def enveloped(response: Any, status: Any = 200, **more: Any) -> dict[str, Any]:
    """Put an answer into the envelope."""
    return {"status": status, "response": response, **more}


def answering(content: Any, status: int = 200, **headers: str) -> Fault:
    """Answer with this, JSON or bytes, and do nothing."""
    return lambda handler, _: handler.send(
        content, status, {name.replace("_", "-"): value for name, value in headers.items()}
    )


def altered(change: Callable[[Any], Any]) -> Fault:
    """Do what the query says, but answer with something else."""
    return lambda handler, request: handler.send(
        enveloped(change(handler.server.respond(request.query)))
    )


def reset(handler: Handler, request: Request) -> None:
    """Do what the query says, and break the connection in the middle of the answer."""
    body = json.dumps(enveloped(handler.server.respond(request.query))).encode()
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body[: len(body) // 2])
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.rfile.close()
    handler.connection.close()
    handler.close_connection = True


def hang_up(handler: Handler, request: Request) -> None:
    """Close the connection without an answer."""
    handler.close_connection = True


def hang(handler: Handler, request: Request) -> None:
    """Do nothing until the client has gone."""
    handler.server.closing.wait(30)
    handler.close_connection = True
