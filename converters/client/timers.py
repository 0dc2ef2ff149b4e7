"""The working times of collaborators, which the v2 API gives page by page."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from attrs import define, field
from cattrs import Converter

from converters.client.errors import NoAnswerError
from converters.errors import shorten
from converters.plans.fields import unstructure_fields
from orm_attrs import CollaboratorTimer, CollaboratorTimerParams, Page

TIMERS_PATH: Final = "/v2/public/analytics/collaborators/timers"
"""Where the v2 API has the working times of collaborators."""

MAX_PAGES: Final = 10_000
"""Pages that are read at most, unless the caller says otherwise."""


@define
class TimerPages:
    """Which page to ask for next; the caller asks, and hands over what comes."""

    converter: Converter
    max_pages: int
    parameters: dict[str, str]
    """The query parameters of the next page."""
    token_key: str
    """Which of them has the page token."""
    _seen: set[str | None] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._seen = {self.parameters.get(self.token_key)}

    @classmethod
    def of(
        cls, converter: Converter, params: CollaboratorTimerParams, max_pages: int
    ) -> TimerPages:
        """Begin with the page that the parameters name.

        Raises:
            ValueError: When ``max_pages`` is less than 1.
        """
        if max_pages < 1:
            raise ValueError(f"max_pages: expected at least 1, got {max_pages}")
        parameters: dict[str, str] = {}
        token_key = ""
        for hook in unstructure_fields(CollaboratorTimerParams, converter):
            value = getattr(params, hook.field.name)
            key = hook.field.written_key
            if hook.field.name == "page_token":
                token_key = key
            if isinstance(value, datetime):
                # In a query, dates stand as Python prints them, without the T of the JSON.
                parameters[key] = value.isoformat(" ")
            elif value is not None:
                parameters[key] = str(hook.write(value))
        return cls(converter, max_pages, parameters, token_key)

    def read(self, answer: Any) -> Page[CollaboratorTimer]:
        """Structure a page."""
        return self.converter.structure(answer, Page[CollaboratorTimer])

    def turn(self, page: Page[CollaboratorTimer]) -> bool:
        """Go on to the page after this one.

        Returns:
            False when there is none.

        Raises:
            NoAnswerError: When the pages have no end: a token comes again, or there are too many.
        """
        token = page.next_page_token
        if not token:
            return False
        if token in self._seen:
            raise NoAnswerError(
                f"{TIMERS_PATH}: the server repeats the {self.token_key} {shorten(token)}, "
                "so its pages have no end"
            )
        if len(self._seen) == self.max_pages:
            raise NoAnswerError(
                f"{TIMERS_PATH}: the server has more than max_pages={self.max_pages} pages"
            )
        self._seen.add(token)
        self.parameters = {**self.parameters, self.token_key: token}
        return True
