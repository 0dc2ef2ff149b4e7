"""The service's endpoints: which payload each takes, and what it answers."""

from asyncio import Semaphore, wrap_future
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from logging import getLogger
from sqlite3 import Connection
from sqlite3 import Error as DatabaseError
from typing import Any, Final

from anyio import CapacityLimiter, fail_after
from anyio.to_thread import run_sync
from cattrs.errors import BaseValidationError
from starlette.applications import Starlette
from starlette.endpoints import HTTPEndpoint
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from converters import dumps, explain, loads
from orm_attrs import Dataset, LabelLog

from . import storage
from .database import Database
from .guard import LogIn, Room, Settings, body_of, names, tag_of, too_busy
from .storage import ConflictError, NotFoundError, RefusedError, RowPatch, own

Endpoint = Callable[[Request], Awaitable[Response]]

LOG: Final = getLogger(__name__)

MOST_BYTES: Final = 256 * 2**20
"""Bytes of the bodies that are in memory at once; whoever sends more is told to ask again."""

MOST_PAYLOADS: Final = 200
"""How many payloads are in memory at once; the others wait, with their whole body there."""

LONGEST_WAIT: Final = 30
"""Seconds that a whole body waits for its turn, before its client is told to ask again."""

MOST_THREADS: Final = 4
"""How many threads read from the database, and how many structure payloads. More of them would only
take turns, and the writer's thread among them, so that all wait longer."""


def make_app() -> Starlette:
    """Make the service; see `Settings` for what the environment says of it."""
    settings = Settings.from_environment()

    @asynccontextmanager
    async def run(app: Starlette) -> AsyncIterator[None]:
        app.state.room = Room(MOST_BYTES)
        app.state.places = Semaphore(MOST_PAYLOADS)
        app.state.parsers = CapacityLimiter(MOST_THREADS)
        app.state.readers = CapacityLimiter(MOST_THREADS)
        app.state.database = Database(settings.database, storage.SCHEMA)
        yield
        await run_sync(app.state.database.close)

    app = Starlette(
        routes=[
            Route(
                "/datasets",
                writes(Dataset, storage.save_dataset, storage.dataset_before),
                methods=["PUT"],
            ),
            Route("/datasets/{dataset_hash}", reads(storage.load_dataset)),
            Route("/datasets/{dataset_hash}/rows", reads(storage.load_rows, "data_type")),
            Route("/rows/{data_hash}", Row),
            Route("/rows/{data_hash}/label-logs", reads(storage.load_logs)),
            Route("/label-logs", writes(list[LabelLog], storage.save_logs), methods=["POST"]),
        ],
        middleware=[] if settings.token is None else [Middleware(LogIn, settings.token)],
        exception_handlers=dict.fromkeys([HTTPException, *ANSWERS], refuse),
        lifespan=run,
    )
    app.state.max_body = settings.max_body
    return app


@asynccontextmanager
async def place(places: Semaphore) -> AsyncIterator[None]:
    """Hold a place among the payloads that are in memory.

    Raises:
        HTTPException: 503 when there was none for too long.
    """
    try:
        with fail_after(LONGEST_WAIT):
            await places.acquire()
    except TimeoutError:
        raise too_busy() from None
    try:
        yield
    finally:
        places.release()


def reads(work: Callable[..., Any], *query: str, version: Any = None) -> Endpoint:
    """Make the endpoint of a function that reads from the database.

    Args:
        work: Takes the database, what stands in the path and, in the query, under these names.
        *query: The names.
        version: Gives the objects that the tag is made of; None when it is the answer.
    """

    async def answer(request: Request) -> Response:
        options = {name: request.query_params.get(name) for name in query}

        def read(db: Connection) -> tuple[bytes, str]:
            content = as_json(work(db, **request.path_params, **options))
            if version is None:
                return content, tag_of([content])
            return content, tag_of(map(as_json, version(db, **request.path_params)))

        state = request.app.state
        content, tag = await run_sync(state.database.read, read, limiter=state.readers)
        if names(request.headers.getlist("If-None-Match"), tag):
            return Response(status_code=304, headers={"ETag": tag})
        return respond(200, content, {"ETag": tag})

    return answer


def writes(kind: Any, work: Callable[..., Any], version: Any = None) -> Endpoint:
    """Make the endpoint of a function that takes a payload, and writes to the database.

    Args:
        kind: What the payload is structured as.
        work: Takes the database, the payload and what stands in the path.
        version: Takes the same, and gives the objects that the tag is made of which ``If-Match`` is
            compared with; None where several clients cannot be in each other's way.
    """

    async def answer(request: Request) -> Response:
        state = request.app.state
        # No place is taken before the body is there, for its client may take any time to send it.
        async with body_of(request, state.max_body, state.room) as body, place(state.places):
            payload = await run_sync(read_payload, body, kind, limiter=state.parsers)

            def write(db: Connection) -> Response:
                if version is None:
                    return respond(200, as_json(work(db, payload, **request.path_params)))

                def current_tag() -> str:
                    return tag_of(map(as_json, version(db, payload, **request.path_params)))

                check_conditions(request, current_tag)
                content = as_json(work(db, payload, **request.path_params))
                return respond(200, content, {"ETag": current_tag()})

            return await wrap_future(state.database.write(write))

    return answer


class Row(HTTPEndpoint):
    """What a client may do with a data row."""

    get = staticmethod(reads(storage.load_row, version=storage.copies))
    patch = staticmethod(writes(RowPatch, storage.patch_row, storage.copies_before))


def read_payload(body: bytes, kind: Any) -> Any:
    """Read a body, which may be no JSON at all."""
    try:
        return loads(body, kind, converter=own)
    except ValueError as exc:  # What is wrong with a payload is no ValueError.
        raise HTTPException(400, str(exc)) from None


def check_conditions(request: Request, current_tag: Callable[[], str]) -> None:
    """Refuse to write over what the client does not know.

    Raises:
        HTTPException: When there is another version than ``If-Match`` names, or one that
            ``If-None-Match`` names; ``*`` names any.
    """
    wanted = request.headers.getlist("If-Match")
    unwanted = request.headers.getlist("If-None-Match")
    if not (wanted or unwanted):
        return
    try:
        tag = current_tag()
    except NotFoundError:
        tag = None
    if wanted and not names(wanted, tag):
        raise HTTPException(412, "another client has changed it: read it again")
    if names(unwanted, tag):
        raise HTTPException(412, "it is there already: read it first")


Answer = tuple[int, Callable[[Any], list[str]]]

ANSWERS: Final[Mapping[type[Exception], Answer]] = {
    BaseValidationError: (422, explain),
    RefusedError: (422, lambda exc: list(exc.problems)),
    OverflowError: (422, lambda exc: [f"cannot be stored: {exc}"]),  # SQLite raises these two,
    UnicodeEncodeError: (422, lambda exc: [f"cannot be stored: {exc}"]),  # as it has no place.
    NotFoundError: (404, lambda exc: [str(exc)]),
    ConflictError: (409, lambda exc: [str(exc)]),
    ClientDisconnect: (400, lambda _: ["the body ends early"]),  # Nobody is there to read it.
    DatabaseError: (503, lambda exc: [f"the database cannot be used: {exc}"]),
    Exception: (500, lambda _: ["the service has failed; its log says why"]),
}
"""What is answered to which error: the status, and what makes the problems of it."""


def refuse(_: Request, exc: Exception) -> Response:
    """Answer with what is wrong, one line for each problem."""
    if isinstance(exc, HTTPException):
        return respond(exc.status_code, as_json({"problems": [exc.detail]}), exc.headers)
    status, problems = next(it for kind, it in ANSWERS.items() if isinstance(exc, kind))
    if isinstance(exc, DatabaseError):
        LOG.error("%s: %s", type(exc).__name__, exc)
    return respond(status, as_json({"problems": problems(exc)}))


def as_json(content: Any) -> bytes:
    """Write a line of JSON."""
    return dumps(content, converter=own) + b"\n"


def respond(status: int, content: bytes, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with JSON."""
    return Response(content, status, headers, media_type="application/json")
