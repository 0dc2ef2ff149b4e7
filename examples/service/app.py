"""The service's endpoints: which payload each takes, and what it answers."""

import os
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from cattrs.errors import BaseValidationError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from converters import dumps, explain, loads
from orm_attrs import Dataset, LabelLog

from . import storage
from .storage import NotFoundError, RowPatch, own

Endpoint = Callable[[Request], Awaitable[Response]]


def make_app() -> Starlette:
    """Make the service, on the database that the environment variable DATABASE names."""
    app = Starlette(
        routes=[
            Route("/datasets", writes(Dataset, storage.save_dataset), methods=["PUT"]),
            Route("/datasets/{dataset_hash}", reads(storage.load_dataset)),
            Route("/datasets/{dataset_hash}/rows", reads(storage.load_rows, "data_type")),
            Route("/rows/{data_hash}", writes(RowPatch, storage.patch_row), methods=["PATCH"]),
            Route("/rows/{data_hash}/label-logs", reads(storage.load_logs)),
            Route("/label-logs", writes(list[LabelLog], storage.save_logs), methods=["POST"]),
        ],
        exception_handlers=dict.fromkeys(
            # SQLite raises the last two, for what it has no place for.
            (HTTPException, BaseValidationError, NotFoundError, OverflowError, UnicodeEncodeError),
            refuse,
        ),
    )
    app.state.database = os.environ.get("DATABASE", "datasets.db")
    storage.prepare(app.state.database)
    return app


def reads(work: Callable[..., Any], *names: str) -> Endpoint:
    """Make the endpoint of a function that reads from the database.

    It takes what stands in the path and, in the query, under these names.
    """

    def run(request: Request, _: bytes) -> Any:
        query = {name: request.query_params.get(name) for name in names}
        with storage.transaction(request.app.state.database, "DEFERRED") as db:
            return work(db, **request.path_params, **query)

    return endpoint(run)


def writes(kind: Any, work: Callable[..., Any]) -> Endpoint:
    """Make the endpoint of a function that takes a payload, and writes to the database."""

    def run(request: Request, body: bytes) -> Any:
        try:
            payload = loads(body, kind, converter=own)
        except ValueError as exc:  # It is no JSON. What is wrong with JSON is no ValueError.
            raise HTTPException(400, str(exc)) from None
        with storage.transaction(request.app.state.database, "IMMEDIATE") as db:
            return work(db, payload, **request.path_params)

    return endpoint(run)


def endpoint(run: Callable[[Request, bytes], Any]) -> Endpoint:
    """Make an endpoint whose work is done in a thread, so that others need not wait for it."""

    async def answer(request: Request) -> Response:
        return respond(200, await run_in_threadpool(run, request, await request.body()))

    return answer


def refuse(_: Request, exc: Exception) -> Response:
    """Answer with what is wrong, one line for each problem."""
    status, problems, headers = 422, [f"cannot be stored: {exc}"], None
    if isinstance(exc, BaseValidationError):
        problems = explain(exc)
    elif isinstance(exc, NotFoundError):
        status, problems = 404, [str(exc)]
    elif isinstance(exc, HTTPException):
        status, problems, headers = exc.status_code, [exc.detail], exc.headers
    return respond(status, {"problems": problems}, headers)


def respond(status: int, content: Any, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with a line of JSON."""
    text = dumps(content, converter=own) + b"\n"
    return Response(text, status, headers, media_type="application/json")
