"""Asks the platform for objects and saves what was changed in them: the hooks, put to use."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any, TypeVar, overload

from attrs import field, frozen
from cattrs import Converter

from converters.client import asking, saving
from converters.client.calls import carry_out, carry_out_awaiting
from converters.client.protocols import AsyncPages, AsyncQuerier, Pages, Querier
from converters.client.timers import MAX_PAGES, TIMERS_PATH, TimerPages
from converters.registry import ready_converter
from orm_attrs import CollaboratorTimer, CollaboratorTimerParams, DataRow, ImagesDataFetchOptions

T = TypeVar("T")


@frozen
class Client:
    """Asks for objects by their class, creates, changes and deletes, and saves data rows."""

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
            payload: What else the query needs: a model, JSON, or JSON with models and enums in it.
            query: The class that names the query; None when that is ``cls``.

        Raises:
            NotFoundError: When the answer is empty: null, an empty object or list, 0 or "".
            NoAnswerError: When the answer is a `DataRow`, `LabelRow`, `Dataset` or `Project` with
                another uid than the one that was asked for.
            ClassValidationError: All that is wrong with the answer.
            ClientError: What the querier raises.
        """
        asked = asking.question(self.converter, "GET", query or cls, uid, payload)
        return carry_out(asking.get(self.converter, cls, asked), self.querier)

    def get_multiple(
        self, cls: type[T], uid: Any = None, payload: Any = None, *, query: type | None = None
    ) -> list[T]:
        """Ask for several objects; an empty list is an answer.

        Args:
            cls: What to structure each item of the answer as.
            uid: Which ones: mostly a list of strings. None where the query needs none.
            payload: What else the query needs: a model, JSON, or JSON with models and enums in it.
            query: The class that names the query; None when that is ``cls``. The rows of a dataset
                are asked for with ``get_multiple(DataRow, query=DataRows)``.

        Raises:
            NotFoundError: When the answer is null.
            NoAnswerError: When the answer has a `DataRow`, `LabelRow`, `Dataset` or `Project` whose
                uid is none of those in the list that were asked for.
            ClassValidationError: All that is wrong with the answer.
            ClientError: What the querier raises.
        """
        asked = asking.question(self.converter, "GET", query or cls, uid, payload)
        return carry_out(asking.get_multiple(self.converter, cls, asked), self.querier)

    @overload
    def set(
        self, query: type, uid: Any = None, payload: Any = None, *, answer: None = None
    ) -> Any: ...
    @overload
    def set(self, query: type, uid: Any = None, payload: Any = None, *, answer: type[T]) -> T: ...
    def set(
        self, query: type, uid: Any = None, payload: Any = None, *, answer: type[Any] | None = None
    ) -> Any:
        """Change something, with the verb POST of the protocol.

        Args:
            query: The class that names the query.
            uid: What to change: mostly a string. None where the query needs none.
            payload: What else the query needs: a model, JSON, or JSON with models and enums in it.
            answer: What to structure the answer as; None to get it as JSON.

        Raises:
            NotFoundError: When an ``answer`` is expected and it is empty.
            ClassValidationError: All that is wrong with the answer.
            ClientError: What the querier raises.
        """
        asked = asking.question(self.converter, "POST", query, uid, payload)
        return carry_out(asking.change(self.converter, asked, answer), self.querier)

    @overload
    def put(
        self, query: type, uid: Any = None, payload: Any = None, *, answer: None = None
    ) -> Any: ...
    @overload
    def put(self, query: type, uid: Any = None, payload: Any = None, *, answer: type[T]) -> T: ...
    def put(
        self, query: type, uid: Any = None, payload: Any = None, *, answer: type[Any] | None = None
    ) -> Any:
        """Create something, or get it when it is there, with the verb PUT; see `set`.

        Raises:
            TypeError: When the querier is no `FullQuerier`.
            NotFoundError, ClassValidationError, ClientError: See `set`.
        """
        asked = asking.question(self.converter, "PUT", query, uid, payload)
        return carry_out(asking.change(self.converter, asked, answer), self.querier)

    def delete(self, query: type, uid: Any = None, payload: Any = None) -> Any:
        """Delete something, with the verb DELETE; see `set`.

        Returns:
            The answer, as JSON.

        Raises:
            TypeError: When the querier is no `FullQuerier`.
            ClientError: What the querier raises.
        """
        asked = asking.question(self.converter, "DELETE", query, uid, payload)
        return carry_out(asking.change(self.converter, asked, None), self.querier)

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
        carry_out(saving.save(self.converter, row), self.querier)

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
        call = saving.refetch(
            self.converter,
            row,
            signed_url=signed_url,
            images_data_fetch_options=images_data_fetch_options,
            client_metadata=client_metadata,
        )
        carry_out(call, self.querier)

    def collaborator_timers(
        self, params: CollaboratorTimerParams, *, max_pages: int = MAX_PAGES
    ) -> Iterator[CollaboratorTimer]:
        """Ask how long collaborators worked, page by page as the iteration goes on.

        Args:
            params: What to ask for; later changes of it have no effect.
            max_pages: How many pages the server may have.

        Returns:
            An iterator over the timers of all pages, from ``params.page_token`` on.

        Raises:
            TypeError: When the querier gets no pages.
            ValueError: When ``max_pages`` is less than 1.
            NoAnswerError: In the iteration, when the server gives a page token for a second time,
                or has more than ``max_pages`` pages.
            ClassValidationError: In the iteration: all that is wrong with a page.
            ClientError: In the iteration: what the querier raises.
        """
        querier = self.querier
        if not isinstance(querier, Pages):
            raise TypeError(_no_pages(querier))
        return _timers(querier, TimerPages.of(self.converter, params, max_pages))


@frozen
class AsyncClient:
    """A `Client` whose methods are awaited, for programs on asyncio.

    A call that is cancelled gives its request up, and leaves values and changes as they were.
    """

    querier: AsyncQuerier
    """What sends the queries: `converters.http.AsyncHttpQuerier`, or one for tests."""
    converter: Converter = field(factory=ready_converter)
    """A converter with our hooks; the ready one when none is given."""

    async def get(
        self, cls: type[T], uid: Any = None, payload: Any = None, *, query: type | None = None
    ) -> T:
        """Ask for one object; see `Client.get`."""
        asked = asking.question(self.converter, "GET", query or cls, uid, payload)
        return await carry_out_awaiting(asking.get(self.converter, cls, asked), self.querier)

    async def get_multiple(
        self, cls: type[T], uid: Any = None, payload: Any = None, *, query: type | None = None
    ) -> list[T]:
        """Ask for several objects; see `Client.get_multiple`."""
        asked = asking.question(self.converter, "GET", query or cls, uid, payload)
        call = asking.get_multiple(self.converter, cls, asked)
        return await carry_out_awaiting(call, self.querier)

    @overload
    async def set(
        self, query: type, uid: Any = None, payload: Any = None, *, answer: None = None
    ) -> Any: ...
    @overload
    async def set(
        self, query: type, uid: Any = None, payload: Any = None, *, answer: type[T]
    ) -> T: ...
    async def set(
        self, query: type, uid: Any = None, payload: Any = None, *, answer: type[Any] | None = None
    ) -> Any:
        """Change something; see `Client.set`."""
        asked = asking.question(self.converter, "POST", query, uid, payload)
        return await carry_out_awaiting(asking.change(self.converter, asked, answer), self.querier)

    @overload
    async def put(
        self, query: type, uid: Any = None, payload: Any = None, *, answer: None = None
    ) -> Any: ...
    @overload
    async def put(
        self, query: type, uid: Any = None, payload: Any = None, *, answer: type[T]
    ) -> T: ...
    async def put(
        self, query: type, uid: Any = None, payload: Any = None, *, answer: type[Any] | None = None
    ) -> Any:
        """Create something, or get it when it is there; see `Client.put`."""
        asked = asking.question(self.converter, "PUT", query, uid, payload)
        return await carry_out_awaiting(asking.change(self.converter, asked, answer), self.querier)

    async def delete(self, query: type, uid: Any = None, payload: Any = None) -> Any:
        """Delete something; see `Client.delete`."""
        asked = asking.question(self.converter, "DELETE", query, uid, payload)
        return await carry_out_awaiting(asking.change(self.converter, asked, None), self.querier)

    async def save(self, row: DataRow) -> None:
        """Save what was changed in a row; see `Client.save`."""
        await carry_out_awaiting(saving.save(self.converter, row), self.querier)

    async def refetch_data(
        self,
        row: DataRow,
        *,
        signed_url: bool = False,
        images_data_fetch_options: ImagesDataFetchOptions | None = None,
        client_metadata: bool = False,
    ) -> None:
        """Take over what the server has for a row; see `Client.refetch_data`."""
        call = saving.refetch(
            self.converter,
            row,
            signed_url=signed_url,
            images_data_fetch_options=images_data_fetch_options,
            client_metadata=client_metadata,
        )
        await carry_out_awaiting(call, self.querier)

    def collaborator_timers(
        self, params: CollaboratorTimerParams, *, max_pages: int = MAX_PAGES
    ) -> AsyncIterator[CollaboratorTimer]:
        """Ask how long collaborators worked; an ``async for`` of `Client.collaborator_timers`."""
        querier = self.querier
        if not isinstance(querier, AsyncPages):
            raise TypeError(_no_pages(querier))
        return _timers_awaiting(querier, TimerPages.of(self.converter, params, max_pages))


def _no_pages(querier: object) -> str:
    return f"{type(querier).__name__} gets no pages: it has no method get_page"


def _timers(querier: Pages, pages: TimerPages) -> Iterator[CollaboratorTimer]:
    goes_on = True
    while goes_on:
        page = pages.read(querier.get_page(TIMERS_PATH, pages.parameters))
        yield from page.results
        goes_on = pages.turn(page)


async def _timers_awaiting(
    querier: AsyncPages, pages: TimerPages
) -> AsyncIterator[CollaboratorTimer]:
    goes_on = True
    while goes_on:
        page = pages.read(await querier.get_page(TIMERS_PATH, pages.parameters))
        for timer in page.results:
            yield timer
        goes_on = pages.turn(page)
