"""What a bad body costs next to a good one of its size: ``python -m benchmarks.refusals``.

Each body is read with `loads`, and what is wrong is put into words as a service does it; and it is
sent to a service of FastAPI and of Litestar, within this process. A cell has the milliseconds of
the processor, and in brackets how many times those of the good body. The last column is the size of
the answer.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
from collections.abc import Callable
from time import process_time
from typing import Annotated, Any, Final

import httpx
from attrs import Factory, define
from fastapi import Body, FastAPI
from litestar import Litestar, put
from litestar.params import Body as LitestarBody

import converters
from benchmarks.run import table
from converters.web.fastapi import OnWire, WireRoute
from converters.web.litestar import WirePlugin
from orm_attrs import Keeper, LabelLog

LOG: Final[dict[str, Any]] = {
    "log_hash": "a",
    "user_hash": "b",
    "user_email": "c",
    "annotation_hash": None,
    "identifier": None,
    "data_hash": "d",
    "feature_hash": None,
    "action": 0,
    "label_name": None,
    "time_taken": None,
    "created_at": "2023-04-05 10:12:31",
    "frame": None,
}


@define
class Batch(Keeper):
    """What the services take: objects in a list, and others under keys of any kind."""

    logs: list[LabelLog] = Factory(list)
    named: dict[str, list[LabelLog]] = Factory(dict)
    more: Any = None


OWN: Final = converters.make_converter(unknown="keep")


def filled(item: str, size: int, before: str = "", behind: str = "") -> bytes:
    """Give a batch of so many bytes whose logs are all of this text, with a number for ``####``."""
    head, tail = f'{{"logs": [{before}', f"{behind}]}}"
    count = (size - len(head) - len(tail)) // (len(item) + 1)
    items = (item.replace("####", f"{i % 10_000:04}") for i in range(count))
    return (head + ",".join(items) + tail).encode()


def bodies(size: int) -> dict[str, bytes]:
    """Give a good body, and bad ones of the same size."""
    good = json.dumps(LOG)

    def log(**changes: Any) -> str:
        return json.dumps(LOG | changes)

    key = "k" * (size // 2)
    return {
        "good": filled(good, size),
        "numbers for objects": filled("1", size),
        "empty objects": filled("{}", size),
        "empty lists": filled("[]", size),
        "the last object is bad": filled(good, size, behind=",1"),
        "good, with slow dates": filled(log(created_at="Wed, 05 Apr #### 10:12:31 GMT"), size),
        "every date is wrong": filled(log(created_at="May ####"), size),
        "every date is long and wrong": filled(log(created_at="10:10 " * 15 + "####"), size),
        "every number is unknown": filled(log(action=99), size),
        "every object has one wrong type": filled(log(frame="1"), size),
        "999 are bad, and the rest is good": filled(
            good, size, before=",".join([log(action=99)] * 999) + ","
        ),
        "a key of half of the body": (
            f'{{"named": {{"{key}": [' + ",".join(["1"] * (size // 4)) + "]}}"
        ).encode(),
        "unknown keys": (
            "{" + ",".join(f'"key{i:06}": 1' for i in range(size // 15)) + ', "logs": 1}'
        ).encode(),
        "NaN at the end": filled(good, size, behind='], "more": [NaN'),
        "too large a number at the end": filled(good, size, behind='], "more": [1e999'),
        "a lone surrogate at the end": filled(good, size, behind='], "more": ["\\ud800"'),
        "lists in each other": b'{"logs": ' + b"[" * size,
        "cut": filled(good, size)[:-1],
    }


# --- who reads them -------------------------------------------------------------------------------


def read(body: bytes) -> int:
    """Read a body, and give the size of what is said of it."""
    try:
        converters.loads(body, Batch, converter=OWN)
    except converters.INVALID as exc:
        return len(json.dumps(converters.problem_details(converters.problems(exc))))
    return 2


def fastapi_service() -> Any:
    app = FastAPI()
    app.router.route_class = WireRoute

    async def put_batch(batch: Any) -> int:
        return len(batch.logs)

    put_batch.__annotations__["batch"] = Annotated[Batch, Body(), OnWire(Batch, OWN)]
    app.put("/")(put_batch)
    return app


def litestar_service() -> Any:
    async def put_batch(data: Any) -> int:
        return len(data.logs)

    put_batch.__annotations__ = {"data": Annotated[Batch, LitestarBody()], "return": int}
    return Litestar([put("/")(put_batch)], plugins=[WirePlugin(OWN)], request_max_body_size=None)


class Service:
    """A service that is asked without a network."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def _ask(self, body: bytes) -> int:
        transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
        headers = {"content-type": "application/json"}
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            answer = await client.put("/", content=body, headers=headers)
        if answer.status_code not in (200, 422):
            raise AssertionError(f"status {answer.status_code}")
        return len(answer.content)

    def __call__(self, body: bytes) -> int:
        """Send a body, and give the size of the answer."""
        return asyncio.run(self._ask(body))


def measured(read_body: Callable[[bytes], int], body: bytes, rounds: int) -> tuple[float, int]:
    """Give the shortest time of several, in seconds, and the size of the answer."""
    best, size = float("inf"), 0
    for _ in range(rounds):
        start = process_time()
        size = read_body(body)
        best = min(best, process_time() - start)
    return best, size


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=2**20, help="bytes of a body")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    readers: dict[str, Callable[[bytes], int]] = {
        "loads": read,
        "FastAPI": Service(fastapi_service()),
        "Litestar": Service(litestar_service()),
    }
    head, rows = ["body", *readers, "answer"], []
    good: dict[str, float] = {}
    for name, body in bodies(options.size).items():
        row, answer = [name], 0
        for reader, read_body in readers.items():
            seconds, answer = measured(read_body, body, options.rounds)
            good.setdefault(reader, seconds)
            row.append(f"{seconds * 1000:.1f} ({seconds / good[reader]:.1f})")
        rows.append([*row, f"{answer:,} bytes"])
    print(table(head, rows))


if __name__ == "__main__":
    main()
