"""How filters, members of organisations and the like look on the wire."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import orm_attrs as orm
from cases.vocabulary import (
    ISO,
    ISO_VALUE,
    UID,
    UID_VALUE,
    camel,
    defaulted,
    defaulted_camel,
    key,
    literal,
    optional,
    optional_camel,
    query_object,
    v2_object,
)

FILTER_DEFINITION: Final = v2_object(
    orm.FilterDefinition,
    defaulted("filters", [{"a": [1]}], default=[]),
)
FILTER_PRESET: Final = v2_object(
    orm.FilterPreset,
    key("uuid", UID, UID_VALUE),
    key("name", "Night drives"),
    optional("description", "All cars"),
    optional_camel("created_at", ISO, ISO_VALUE),
    optional_camel("last_updated_at", ISO, ISO_VALUE),
)
INDEX_FILTER_PRESET_DEFINITION: Final = query_object(
    orm.IndexFilterPresetDefinition,
    defaulted(
        "local_filters",
        {"a": FILTER_DEFINITION.payload},
        {"a": FILTER_DEFINITION.object},
        default={str(UUID(int=0)): orm.FilterDefinition()},
        default_wire={str(UUID(int=0)): {"filters": []}},
    ),
    defaulted(
        "global_filters",
        FILTER_DEFINITION.payload,
        FILTER_DEFINITION.object,
        default=orm.FilterDefinition(),
        default_wire={"filters": []},
    ),
)
ACTIVE_FILTER_PRESET_DEFINITION: Final = v2_object(
    orm.ActiveFilterPresetDefinition,
    defaulted_camel(
        "local_filters",
        {"a": FILTER_DEFINITION.payload},
        {"a": FILTER_DEFINITION.object},
        default={str(UUID(int=0)): orm.FilterDefinition()},
        default_wire={str(UUID(int=0)): {"filters": []}},
    ),
    defaulted_camel(
        "global_filters",
        FILTER_DEFINITION.payload,
        FILTER_DEFINITION.object,
        default=orm.FilterDefinition(),
        default_wire={"filters": []},
    ),
)
PRESETS: Final = (
    FILTER_DEFINITION,
    FILTER_PRESET,
    INDEX_FILTER_PRESET_DEFINITION,
    ACTIVE_FILTER_PRESET_DEFINITION,
    v2_object(
        orm.ActiveProjectImportPayload,
        camel("project_mode", "data", orm.ActiveProjectMode.DATA),
        optional_camel("video_sampling_rate", 0.5),
    ),
    v2_object(
        orm.BearerTokenResponse,
        key("token", "a.b.c"),
    ),
    v2_object(
        orm.GetPresetParams,
        optional_camel("top_level_folder_uuid", UID, UID_VALUE),
        defaulted("uuids", [UID], [UID_VALUE], alias="preset_uuids", default=[]),
        optional_camel("page_token", "p2"),
        optional_camel("page_size", 7),
    ),
    v2_object(
        orm.GetProjectFilterPresetParams,
        defaulted_camel("preset_uuids", [UID], [UID_VALUE], default=[]),
        optional_camel("page_token", "p2"),
        optional_camel("page_size", 7),
    ),
    v2_object(
        orm.ProjectFilterPreset,
        camel("preset_uuid", UID, UID_VALUE),
        key("name", "Night drives"),
        optional_camel("created_at", ISO, ISO_VALUE),
        optional_camel("updated_at", ISO, ISO_VALUE),
    ),
    v2_object(
        orm.GetPresetsResponse,
        key("results", [FILTER_PRESET.payload], [FILTER_PRESET.object]),
    ),
    v2_object(
        orm.CreatePresetParams,
        defaulted_camel(
            "top_level_folder_uuid",
            UID,
            UID_VALUE,
            default=UUID(int=0),
            default_wire=str(UUID(int=0)),
        ),
    ),
    v2_object(
        orm.IndexCreatePresetPayload,
        key("name", "Night drives"),
        camel("filter_preset_json", {"a": [1]}),
        defaulted("description", "All cars", default=""),
    ),
    v2_object(
        orm.ActiveCreatePresetPayload,
        key("name", "Night drives"),
        camel("filter_preset_json", {"a": [1]}),
    ),
    v2_object(
        orm.IndexUpdatePresetPayload,
        optional("name", "Night drives"),
        optional("description", "All cars"),
        optional_camel(
            "filter_preset",
            INDEX_FILTER_PRESET_DEFINITION.payload,
            INDEX_FILTER_PRESET_DEFINITION.object,
        ),
    ),
    v2_object(
        orm.ActiveUpdatePresetPayload,
        optional("name", "Night drives"),
        optional_camel(
            "filter_preset",
            ACTIVE_FILTER_PRESET_DEFINITION.payload,
            ACTIVE_FILTER_PRESET_DEFINITION.object,
        ),
    ),
    v2_object(
        orm.AddOrganisationUserPayload,
        key("email", "ann@example.com"),
        literal(
            "role_mnemonic_name",
            "ADMIN",
            others=", MEMBER, TASKER, WORKFORCE_MANAGER",
            required=True,
        ),
        literal("member_type", "internal", others=", external", required=True),
    ),
    v2_object(
        orm.OrganisationUser,
        key("email", "ann@example.com"),
        camel("role_mnemonic_name", "TASKER"),
        camel("role_uuid", UID, UID_VALUE),
        camel("member_type", "internal"),
        camel("created_at", ISO, ISO_VALUE),
        camel("last_edited_at", ISO, ISO_VALUE),
    ),
)
