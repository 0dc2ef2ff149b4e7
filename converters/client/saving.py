"""Asks the platform for objects and saves what was changed in them: the hooks, put to use."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any, Final, Protocol, TypeVar, runtime_checkable

from attrs import field, frozen
from cattrs import Converter

from converters.errors import shorten
from converters.json_text import dumps
from converters.plans.fields import structure_fields, unstructure_fields
from converters.registry import ready_converter
from converters.unknown.held import Kept, hold, kept_of, same
from converters.wire.queries import query_type
from orm_attrs import (
    CollaboratorTimer,
    CollaboratorTimerParams,
    DataRow,
    ImagesDataFetchOptions,
    Page,
    changes,
    forget_changes,
)

T = TypeVar("T")

TIMERS_PATH: Final = "/v2/public/analytics/collaborators/timers"
"""Where the v2 API has the working times of collaborators."""

LONGEST_DETAIL: Final = 200
"""Characters of a server's own words that an error quotes at most."""

_ON_DEMAND: Final = frozenset({"client_metadata", "images_data", "signed_url"})
"""The attributes of a `DataRow` that servers send as null unless they are asked for."""


class ClientError(Exception):
    """Base of what goes wrong between a client and the platform.

    What is wrong inside of an answer that came is cattrs' own error, which ``explain`` explains.
    """


class NotFoundError(ClientError, LookupError):
    """The server has nothing of what was asked for: its answer is empty."""


class NoAnswerError(ClientError):
    """No answer came, or none that can be used: it is no JSON, incomplete, or contradicts itself.

    After a ``set`` it is not known whether the server has done what it was told, unless the
    sentence says that nothing was sent.
    """


class RefusedError(ClientError):
    """The server says no."""

    def __init__(self, asked: str, status: int, code: str | None, detail: Any = None) -> None:
        super().__init__(asked, status, code, detail)
        self.asked = asked
        """What the server was asked, for a reader."""
        self.status = status
        """The status: that of the envelope, or of HTTP where there is no envelope."""
        self.code = code
        """The name that the server has for the reason; None when it gives none."""
        self.detail = detail
        """What else the server says of the reason, as JSON; None when it says nothing."""

    def __str__(self) -> str:
        text = f"{self.asked}: refused with status {self.status}"
        if self.code is not None:
            text += f", {self.code}"
        return text if self.detail is None else f"{text}: {excerpt(self.detail)}"


class Querier(Protocol):
    """Sends queries, and gives what the server answers without the envelope around it.

    Both methods raise `RefusedError` when the server says no, and `NoAnswerError` when it says
    nothing that can be understood.
    """

    def get(self, query_type: str, uid: Any, payload: Any) -> Any:
        """Ask for something; ``uid`` and ``payload`` are JSON."""

    def set(self, query_type: str, uid: Any, payload: Any) -> Any:
        """Change something; ``uid`` and ``payload`` are JSON."""


@runtime_checkable
class Pages(Protocol):
    """Gets the pages of long lists from the v2 API; raises what a `Querier` raises."""

    def get_page(self, path: str, parameters: Mapping[str, str]) -> Any:
        """Get the JSON at a path, such as ``/v2/public/...``, with these query parameters."""


@frozen
class Client:
    """Asks for objects by their class, and saves and refetches data rows."""

    querier: Querier
    """What sends the queries: `converters.http.HttpQuerier`, or one for tests."""
    converter: Converter = field(factory=ready_converter)
    """A converter with our hooks; the ready one when none is given."""

    def get(
        self, cls: type[T], uid: Any = None, payload: Any = None, *, query: type | None = None
    ) -> T:
        """Ask for one object.

        Args:
            cls: What to structure the answer as: a model, or a class like `SignedImagesURL`.
            uid: Which one: mostly a string. None where the query needs none.
            payload: What else the query needs: a model, JSON, or JSON with models in it.
            query: The class that names the query; None when that is ``cls``.

        Raises:
            NotFoundError: When the answer is empty: null, an empty object or list, 0 or "".
            ClassValidationError: All that is wrong with the answer.
            ClientError: What the querier raises.
        """
        name = query_type(query or cls)
        response = self._ask(name, uid, payload)
        if not response:
            raise NotFoundError(f"{describe(name, uid)}: not found")
        return self.converter.structure(response, cls)

    def get_multiple(
        self, cls: type[T], uid: Any = None, payload: Any = None, *, query: type | None = None
    ) -> list[T]:
        """Ask for several objects; an empty list is an answer.

        Args:
            cls: What to structure each item of the answer as.
            uid: Which ones: mostly a list of strings. None where the query needs none.
            payload: What else the query needs: a model, JSON, or JSON with models in it.
            query: The class that names the query; None when that is ``cls``. The rows of a dataset
                are asked for with ``get_multiple(DataRow, query=DataRows)``.

        Raises:
            NotFoundError: When the answer is null.
            ClassValidationError: All that is wrong with the answer.
            ClientError: What the querier raises.
        """
        name = query_type(query or cls)
        response = self._ask(name, uid, payload)
        if response is None:
            raise NotFoundError(f"{describe(name, uid)}: not found")
        return self.converter.structure(response, list[cls])  # type: ignore[valid-type]

    def save(self, row: DataRow) -> None:
        """Send the fields of a row that were changed, and take over what the server then has.

        A row without changes is sent, too, which takes over what the server has. A field that is
        set to yet another value while the request is under way stays changed, for the next
        ``save``. Of the rest, the rule of `refetch_data` holds, and a save asks for nothing.

        Args:
            row: The row. On any error its values and what counts as changed are as they were.

        Raises:
            NoAnswerError: When the server has updated other fields than it was told to, or
                answers with another row or none.
            ClassValidationError: All that is wrong with the row in the answer.
            ClientError: What the querier raises.
        """
        name, changed = query_type(DataRow), changes(row)
        routes = {
            route.field.name: route
            for route in unstructure_fields(type(row), self.converter)
            if route.field.name in changed
        }
        # Copied, so that what is changed inside of a value in the meantime is seen, too.
        sent = deepcopy({one: route.write(getattr(row, one)) for one, route in routes.items()})
        keys = {one: route.field.written_key for one, route in routes.items()}
        payload = {keys[one]: value for one, value in sent.items()}
        response = self.querier.set(name, row.uid, payload)

        asked = describe(name, row.uid)
        if not isinstance(response, Mapping) or not {"updated_fields", "data_row"} <= set(response):
            raise NoAnswerError(
                f"{asked}: expected an answer with updated_fields and data_row, got "
                + excerpt(response)
            )
        _check_updated(asked, payload, response["updated_fields"])
        fresh = self._structured_row(row, response["data_row"])
        confirmed = [
            one for one, route in routes.items() if same(route.write(getattr(row, one)), sent[one])
        ]
        unsaved = set(changes(row)).difference(confirmed)
        self._take_over(row, response["data_row"], fresh, unsaved=unsaved, asked_for=())
        forget_changes(row, *confirmed)

    def refetch_data(
        self,
        row: DataRow,
        *,
        signed_url: bool = False,
        images_data_fetch_options: ImagesDataFetchOptions | None = None,
        client_metadata: bool = False,
    ) -> None:
        """Take over what the server has for a row, except for what was changed and not saved.

        A key in the answer counts, also with null, and one that is absent leaves its field as it
        was; but null for `signed_url`, `images_data` or `client_metadata` counts only where it was
        asked for, since servers send it for whatever nobody asks for.

        Args:
            row: The row. On any error it is as it was.
            signed_url: True to ask for a link to the file.
            images_data_fetch_options: What to send with each image of an image group; None not to
                ask for the images. The images come as one value, with or without their links.
            client_metadata: True to ask for what the customer attached to the row.

        Raises:
            NotFoundError: When the answer is empty.
            NoAnswerError: When the server answers with another row.
            ClassValidationError: All that is wrong with the answer.
            ClientError: What the querier raises.
        """
        name = query_type(DataRow)
        additional_data = {
            "signed_url": signed_url,
            "images_data_fetch_options": images_data_fetch_options,
            "client_metadata": client_metadata,
        }
        response = self._ask(name, row.uid, {"additional_data": additional_data})
        if not response:
            raise NotFoundError(f"{describe(name, row.uid)}: not found")
        fresh = self._structured_row(row, response)
        asked_for = {
            one
            for one, is_asked_for in (
                ("signed_url", signed_url),
                ("images_data", images_data_fetch_options is not None),
                ("client_metadata", client_metadata),
            )
            if is_asked_for
        }
        self._take_over(row, response, fresh, unsaved=changes(row), asked_for=asked_for)

    def collaborator_timers(self, params: CollaboratorTimerParams) -> Iterator[CollaboratorTimer]:
        """Ask how long collaborators worked, page by page as the iteration goes on.

        Args:
            params: What to ask for; later changes of it have no effect.

        Returns:
            An iterator over the timers of all pages, from ``params.page_token`` on.

        Raises:
            TypeError: When the querier gets no pages.
            NoAnswerError: In the iteration, when the server gives a page token for a second time.
            ClassValidationError: In the iteration: all that is wrong with a page.
            ClientError: In the iteration: what the querier raises.
        """
        pages = self.querier
        if not isinstance(pages, Pages):
            raise TypeError(f"{type(pages).__name__} gets no pages: it has no method get_page")
        parameters: dict[str, str] = {}
        token_key = ""
        for route in unstructure_fields(CollaboratorTimerParams, self.converter):
            value = getattr(params, route.field.name)
            if route.field.name == "page_token":
                token_key = route.field.written_key
            if isinstance(value, datetime):
                # In a query, dates stand as Python prints them, without the T of the JSON.
                parameters[route.field.written_key] = value.isoformat(" ")
            elif value is not None:
                parameters[route.field.written_key] = str(route.write(value))
        return self._timers(pages, parameters, token_key)

    def _timers(
        self, pages: Pages, parameters: dict[str, str], token_key: str
    ) -> Iterator[CollaboratorTimer]:
        seen = {parameters.get(token_key)}
        while True:
            answer = pages.get_page(TIMERS_PATH, dict(parameters))
            page = self.converter.structure(answer, Page[CollaboratorTimer])
            yield from page.results
            token = page.next_page_token
            if not token:
                return
            if token in seen:
                raise NoAnswerError(
                    f"{TIMERS_PATH}: the server repeats the {token_key} {shorten(token)}, "
                    "so its pages have no end"
                )
            seen.add(token)
            parameters[token_key] = token

    def _ask(self, name: str, uid: Any, payload: Any) -> Any:
        write = self.converter.unstructure
        return self.querier.get(name, write(uid), write(payload))

    def _structured_row(self, row: DataRow, payload: Any) -> DataRow:
        """Structure the row of an answer, and see that it is the one that was asked for."""
        fresh = self.converter.structure(payload, type(row))
        if fresh.uid != row.uid:
            asked = describe(query_type(DataRow), row.uid)
            raise NoAnswerError(f"{asked}: the server answers with another row: {fresh.uid!r}")
        return fresh

    def _take_over(
        self,
        row: DataRow,
        payload: Mapping[str, Any],
        fresh: DataRow,
        *,
        unsaved: Collection[str],
        asked_for: Collection[str],
    ) -> None:
        """Give a row the values of a fresh one, as `refetch_data` says.

        Nothing here can fail, so a row is never left with half of the values.
        """
        left = set()
        for route in structure_fields(type(row), self.converter):
            one = route.field
            if (
                one.name in unsaved
                or one.key not in payload
                or (
                    one.name in _ON_DEMAND
                    and one.name not in asked_for
                    and payload[one.key] is None
                )
            ):
                left.add(one.written_key)
            else:
                # Not through the attribute, which would be marked as changed.
                object.__setattr__(row, one.slot, getattr(fresh, one.name))
        # A value and how it was spelled go together.
        before, now = kept_of(row), kept_of(fresh)
        originals = [one for one in now.originals if one.written_key not in left]
        originals += [one for one in before.originals if one.written_key in left]
        held = Kept(now.extra_keys, tuple(originals))
        if held != before:
            hold(row, held)


def describe(name: str, uid: Any) -> str:
    """Name what a query is about, for the sentence of an error."""
    return name if uid is None else f"{name} {shorten(uid)}"


def excerpt(value: Any) -> str:
    """Quote the beginning of what a server says, whatever it is."""
    try:
        text = repr(value) if isinstance(value, str) else dumps(value).decode()
    except Exception:
        return shorten(value)
    return text if len(text) <= LONGEST_DETAIL else text[:LONGEST_DETAIL] + "..."


def _check_updated(asked: str, payload: Mapping[str, Any], updated: Any) -> None:
    """See that a server has updated the fields that it was told to, and no other."""
    if not isinstance(updated, list) or not all(isinstance(one, str) for one in updated):
        raise NoAnswerError(
            f"{asked}: expected a list of names as updated_fields, got {excerpt(updated)}"
        )
    problems = [
        f"{what}: {', '.join(sorted(names))}"
        for what, names in (
            ("asked for and not updated", payload.keys() - set(updated)),
            ("updated without being asked for", set(updated) - payload.keys()),
        )
        if names
    ]
    if problems:
        raise NoAnswerError(f"{asked}: the server saved other fields; {'; '.join(problems)}")
