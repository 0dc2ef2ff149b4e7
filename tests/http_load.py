"""Thousands of clients of an HTTP service at once, each with a connection that it keeps."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

from attrs import Factory, define

Client = Callable[["Connection"], Awaitable[None]]


@define
class Load:
    """What came of many requests."""

    seconds: float = 0.0
    """How long all of them took."""
    answers: Counter[str] = Factory(Counter)
    """Method and status to how often: ``PUT 200``; of a failure, its type."""
    durations: dict[str, list[float]] = Factory(dict)
    """Method to how long each of its requests took, in seconds."""

    def note(self, method: str, status: int, duration: float) -> None:
        self.answers[f"{method} {status}"] += 1
        self.durations.setdefault(method, []).append(duration)

    def rows(self, title: str) -> list[str]:
        """Give a line of a table for each method: requests per second, and percentiles in ms."""
        lines = []
        for method, durations in sorted(self.durations.items()):
            ordered = sorted(durations)
            count = len(ordered)
            p50, p95, p99 = (ordered[int(count * it)] * 1000 for it in (0.5, 0.95, 0.99))
            lines.append(
                f"{title:28} {method:5} {count:7} requests {count / self.seconds:7.0f}/s"
                f"  p50 {p50:7.0f} ms  p95 {p95:7.0f} ms  p99 {p99:7.0f} ms"
                f"  max {ordered[-1] * 1000:7.0f} ms"
            )
        return lines


@define
class Connection:
    """A connection that is kept, as far as the service lets it."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    headers: str
    load: Load

    async def send(self, method: str, path: str, payload: Any = None) -> tuple[int, bytes]:
        """Send a request, and give the status and the body of the answer."""
        body = b"" if payload is None else json.dumps(payload).encode()
        head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{self.headers}"
        if payload is not None:
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        begun = time.perf_counter()
        self.writer.write(f"{head}\r\n".encode() + body)
        answered = await self.reader.readuntil(b"\r\n\r\n")
        length = int(answered.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        content = await self.reader.readexactly(length)
        status = int(answered[9:12])
        self.load.note(method, status, time.perf_counter() - begun)
        return status, content


@asynccontextmanager
async def connect(port: int, token: str, load: Load) -> AsyncIterator[Connection]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield Connection(reader, writer, f"Authorization: Bearer {token}\r\n", load)
    finally:
        writer.close()


def run_clients(port: int, token: str, clients: Iterable[Client]) -> Load:
    """Let clients do their work at once, each with a connection of its own.

    A client that fails, for instance as the service is gone, is counted and ends; the others go on.
    """
    load = Load()

    async def run(client: Client) -> None:
        try:
            async with connect(port, token, load) as connection:
                await client(connection)
        except (OSError, EOFError) as exc:
            load.answers[type(exc).__name__] += 1

    async def run_all() -> None:
        begun = time.perf_counter()
        await asyncio.gather(*map(run, clients))
        load.seconds = time.perf_counter() - begun

    asyncio.run(run_all())
    return load
