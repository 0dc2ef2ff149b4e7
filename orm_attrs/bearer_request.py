"""The login of a user for services beside the platform."""

from attrs import define, field

from orm_attrs._keeper import Keeper
from orm_attrs._masks import masked


@define
class BearerTokenResponse(Keeper):
    """A token that stands for a user. Response of ``v2/public/user/bearer-token`` (GET)."""

    token: str = field(repr=masked)
    """The token, to be sent as ``Authorization: Bearer``; it is not printed."""
