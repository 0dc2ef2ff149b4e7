"""The members of an organisation."""

from datetime import datetime
from typing import Literal, TypeAlias
from uuid import UUID

from attrs import define

from orm_attrs._keeper import Keeper

OrganisationUserRoleName: TypeAlias = Literal["ADMIN", "MEMBER", "TASKER", "WORKFORCE_MANAGER"]
"""The name of a role that a member can be given."""

OrganisationMemberType: TypeAlias = Literal["internal", "external"]
"""Whether a member belongs to the organisation itself or works for it from outside."""


@define
class AddOrganisationUserPayload(Keeper):
    """The member to add. Body of ``v2/public/organisation/users`` (POST), which has no answer."""

    email: str
    """The member's e-mail address."""
    role_mnemonic_name: OrganisationUserRoleName
    """The role that the member gets."""
    member_type: OrganisationMemberType
    """Whether the member belongs to the organisation itself."""


@define(kw_only=True)
class OrganisationUser(Keeper):
    """A member of an organisation.

    Response of ``v2/public/organisation/users`` (GET), in the results of a `Page`.
    """

    email: str
    """The member's e-mail address."""
    role_mnemonic_name: str
    """The name of the member's role, which may be one that cannot be given."""
    role_uuid: UUID
    """Unique identifier of the role."""
    member_type: str
    """Whether the member belongs to the organisation itself, in the words of
    `OrganisationMemberType` or others."""
    created_at: datetime
    """When the member was added."""
    last_edited_at: datetime
    """When the member's role or type was last changed."""
