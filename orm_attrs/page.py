"""One page of a paginated v2 answer."""

from typing import Generic, TypeVar

from attrs import define

from orm_attrs._keeper import Keeper

T = TypeVar("T")


@define
class Page(Keeper, Generic[T]):
    """A slice of a longer result list. Response of the paginated v2 endpoints (GET)."""

    results: list[T]
    """The items of this page, in the server's order."""
    next_page_token: str | None = None
    """Send it back as the page token to get the next page; `None` on the last page."""
