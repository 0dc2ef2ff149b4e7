"""How groups of users and their roles look on the wire."""

from __future__ import annotations

from typing import Final

import orm_attrs as orm
from cases.vocabulary import ISO, ISO_VALUE, UID, UID_VALUE, camel, optional_camel, v2_object

GROUP: Final = v2_object(
    orm.Group,
    camel("group_hash", UID, UID_VALUE),
    camel("name", "Street scenes"),
    camel("description", "Cars at night"),
    camel("created_at", ISO, ISO_VALUE),
)

GROUPS: Final = (
    GROUP,
    v2_object(
        orm.GroupUser,
        camel("user_email", "ann@example.com"),
    ),
    v2_object(
        orm.CreateGroupPayload,
        camel("name", "Street scenes"),
        optional_camel("description", "Cars at night"),
    ),
    v2_object(
        orm.EditGroupPayload,
        optional_camel("name", "Street scenes"),
        optional_camel("description", "Cars at night"),
    ),
    v2_object(
        orm.AddGroupUsersPayload,
        camel("user_emails", ["ann@example.com"]),
    ),
    v2_object(
        orm.RemoveGroupUsersPayload,
        camel("user_emails", ["ann@example.com"]),
    ),
    v2_object(
        orm.ProjectGroup,
        *GROUP.keys,
        camel("is_same_organisation", True),
        camel("user_role", 1, orm.ProjectUserRole.ANNOTATOR),
    ),
    v2_object(
        orm.OntologyGroup,
        *GROUP.keys,
        camel("is_same_organisation", True),
        camel("user_role", 1, orm.OntologyUserRole.USER),
    ),
    v2_object(
        orm.DatasetGroup,
        *GROUP.keys,
        camel("is_same_organisation", True),
        camel("user_role", 1, orm.DatasetUserRole.USER),
    ),
    v2_object(
        orm.StorageFolderGroup,
        *GROUP.keys,
        camel("is_same_organisation", True),
        camel("user_role", "admin", orm.StorageUserRole.ADMIN),
    ),
    v2_object(
        orm.AddProjectGroupsPayload,
        camel("group_hash_list", [UID], [UID_VALUE]),
        camel("user_role", 1, orm.ProjectUserRole.ANNOTATOR),
    ),
    v2_object(
        orm.AddDatasetGroupsPayload,
        camel("group_hash_list", [UID], [UID_VALUE]),
        camel("user_role", 1, orm.DatasetUserRole.USER),
    ),
    v2_object(
        orm.AddOntologyGroupsPayload,
        camel("group_hash_list", [UID], [UID_VALUE]),
        camel("user_role", 1, orm.OntologyUserRole.USER),
    ),
    v2_object(
        orm.AddStorageFolderGroupsPayload,
        camel("group_hash_list", [UID], [UID_VALUE]),
        camel("user_role", "admin", orm.StorageUserRole.ADMIN),
    ),
    v2_object(
        orm.RemoveGroupsParams,
        camel("group_hash_list", [UID], [UID_VALUE]),
    ),
)
