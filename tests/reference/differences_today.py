"""What is different from the newest version of the reference, 0.1.211."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final, get_args
from uuid import UUID

from reference.differences import RAISES, Difference, Differences, dropped, whole_second
from reference.reading import values

import orm_attrs
from converters import converter

MATTERS: Final[dict[str, Difference]] = {
    "no zone": Difference(
        "a date without a zone is in UTC there; here it stays without one, and means the same",
        lambda mine, their: mine.tzinfo is None and mine.replace(tzinfo=UTC) == their,
    ),
    "offset behind a name": Difference(
        "behind a letter, an offset has the other sign there",
        lambda mine, their: (
            mine.replace(tzinfo=None) == their.replace(tzinfo=None)
            and mine.utcoffset() == -their.utcoffset()
        ),
    ),
    "whole float": Difference(
        "servers send 3560366.0 for an int; there it stays a float",
        lambda mine, their: isinstance(mine, int) and type(their) is float and mine == their,
    ),
    "int of a float field": Difference(
        "the reference's DTOs make a float of it; here it stays the int it is",
        lambda mine, their: type(mine) is int and type(their) is float and float(mine) == their,
    ),
    "0 or 1": Difference(
        "databases send them for a bool; there they stay numbers",
        lambda mine, their: type(mine) is bool and type(their) is not bool and mine == their,
    ),
    "text of a date": Difference(
        "classes without a reader of their own keep a date as text",
        lambda mine, their: mine == converter.structure(their, datetime),
    ),
    "text of a UUID": Difference(
        "classes without a reader of their own keep a UUID as text",
        lambda mine, their: mine == (UUID(their) if their else None),
    ),
    "raw object": Difference(
        "classes without a reader of their own keep objects and lists as they are",
        lambda mine, their: mine == converter.structure(their, type(mine)),
    ),
}
"""Differences that are there in several classes."""

METADATA_KEY: Final = "metadata_ingestion"


def is_url(mine: Any, their: Any) -> bool:
    """Tell whether an object of pydantic is the URL that a text is."""
    return str(type(their)(mine)) == str(their)


FIELDS: Final[dict[tuple[str, str], Difference]] = {
    ("DataRow", "created_at"): Difference("fraction and offset are lost", whole_second),
    ("DataRow", "last_edited_at"): Difference("fraction and offset are lost", whole_second),
    ("DataRow", "duration"): Difference("hidden, unless it is a video", dropped),
    ("DataRow", "backing_item_uuid"): Difference(
        "raises instead of None", lambda mine, their: mine is None and their is RAISES
    ),
    ("Dataset", "storage_location"): Difference(
        "a name that is not known can be read, but not got",
        lambda mine, their: mine.value in (4, -99) and their is RAISES,
    ),
    ("ImageData", "storage_location"): Difference(
        "a number that is not known stays that number",
        lambda mine, their: mine == orm_attrs.StorageLocation.NEW_STORAGE and their not in range(5),
    ),
    ("Video", "backing_item_uuid"): Difference("always dropped, as it comes as text", dropped),
    ("Audio", "backing_item_uuid"): Difference("always dropped, as it comes as text", dropped),
    ("IndexUpdatePresetPayload", "description"): Difference(
        "where it is absent, it is empty, which would clear it",
        lambda mine, their: mine is None and their == "",
    ),
    ("AddOntologyGroupsPayload", "user_role"): Difference(
        "a number that comes as text is read there",
        lambda mine, their: mine == orm_attrs.OntologyUserRole.UNKNOWN and their in range(3),
    ),
    ("OntologyGroup", "user_role"): Difference(
        "a number that comes as text is read there",
        lambda mine, their: mine == orm_attrs.OntologyUserRole.UNKNOWN and their in range(3),
    ),
    ("SingleImage", "success"): Difference("dropped, as it is no column", dropped),
    ("PatchItemsBulkPayload", "item_patches"): Difference(
        "a patch that is read there has no settings of a scene, and no null that takes one away",
        lambda mine, their: all(values(getattr(mine, it)) == values(one) for it, one in their),
    ),
    ("SkeletonTemplate", "feature_node_hash"): Difference(
        "one version wrote it in camelCase, in which this one does not read it", dropped
    ),
    ("SkeletonTemplate", "shape"): Difference(
        "where it is absent, it is that of a skeleton",
        lambda mine, their: mine is None and their == "skeleton",
    ),
    ("StorageFolderConfig", "content"): Difference(
        "a key that stands there in both spellings is one of the others, too",
        lambda mine, their: mine.items() <= their.items() and {*their} - {*mine} == {METADATA_KEY},
    ),
    ("ValidatedSceneUrlWithExtension", "root"): Difference("it is made a better URL", is_url),
    ("SkeletonTemplateCoordinate", "color"): Difference(
        "where it is absent, it is black, with a zero too few",
        lambda mine, their: mine is None and their == "#00000",
    ),
    ("SkeletonTemplateCoordinate", "value"): Difference(
        "where it is absent, it is empty", lambda mine, their: mine is None and their == ""
    ),
}
"""Differences of one field."""

REFUSALS: Final[dict[str, str]] = {
    r"got null$": "null where the type has no None is mostly accepted there",
    r"expected int, got float": "a fraction, or so large that digits may be missing, is kept there",
    r"expected a date and time, got '": (
        "today's date is put in there for what is missing, and one class reads week dates"
    ),
    r"is none of": "there, only some classes look a value of an enum up",
    r"^\$\.itemPatches\[.*\.scene(Layout|ViewSettings)": "what it says of a scene is ignored there",
    r"^\$\.anchor\.type: required, but missing": "there, the keys tell an anchor without its type",
    r"^\$\.(layout|settings)\.\S+: required, but missing": "there, a layout may be any object",
    r"expected (str|int|float|bool|an object|a list|a list of \d+ values|a UUID|a date and time)"
    r"( or str)?, got": ("a value of a wrong type is kept or dropped there, or made something of"),
}
"""Patterns of the problems that we report in payloads that the reference reads."""

NO_ZONE: Final = "a date that was read without a zone is written with UTC there"

WRITTEN: Final[dict[tuple[str, str], str]] = {
    ("DataRow", "created_at"): "fraction and offset are lost there",
    ("DataRow", "last_edited_at"): "fraction and offset are lost there",
    ("DataRow", "images_data"): "these are objects that no JSON writer knows there",
    ("DataRow", "_querier"): "what the object works with is in the same dict there",
    ("DataRow", "_dirty_fields"): "what the object works with is in the same dict there",
    ("Dataset", "data_rows"): "these are what a DataRow is, see there",
    ("Project", "created_at"): "a datetime there, of which its to_dic makes the same text",
    ("Project", "last_edited_at"): "a datetime there, of which its to_dic makes the same text",
    ("LabelRowMetadata", "created_at"): NO_ZONE,
    ("LabelRowMetadata", "last_edited_at"): NO_ZONE,
    ("LabelRowMetadataWithClientMetadataSignedUrl", "created_at"): NO_ZONE,
    ("LabelRowMetadataWithClientMetadataSignedUrl", "last_edited_at"): NO_ZONE,
    ("AddPrivateDataResponse", "dataset_data_info"): "the reference only reads these keys",
    ("AddPrivateDataResponse", "dataset_data_list"): "the reference only reads these keys",
    ("RequestsSettings", "trace_id_provider"): "a function, which is no data",
    ("ClassificationAnswerObject", "answers"): "a null inside of any value is left out there",
    ("ClassificationAnswerEntry", "classifications"): "see ClassificationAnswerObject",
    ("LabelClassificationsEntry", "classificationAnswers"): "see ClassificationAnswerObject",
    ("BulkClassificationsResponse", "labels"): "see ClassificationAnswerObject",
    ("SingleImage", "success"): "dropped there when it is read",
    ("Video", "backing_item_uuid"): "dropped there when it is read",
    ("Audio", "backing_item_uuid"): "dropped there when it is read",
    (
        "PatchItemsBulkPayload",
        "itemPatches",
    ): "what is read has no settings of a scene there",
    ("StorageFolderConfig", "content"): "a null among the other keys is left out there",
    ("SkeletonTemplate", "shape"): "added there where it is absent",
    ("SkeletonTemplate", "skeleton"): "see SkeletonTemplateCoordinate",
    **dict.fromkeys(
        (
            *(("CameraStream", "events"), ("FORStream", "events"), ("ImageStream", "events")),
            *(("ModelStream", "events"), ("PCDStream", "events"), ("EventStream", "stream")),
            ("CompositeScene", "streams"),
        ),
        "an answer, which is never written there; a null in an event would be left out",
    ),
    ("SkeletonTemplateCoordinate", "color"): "added there where it is absent",
    ("SkeletonTemplateCoordinate", "value"): "added there where it is absent",
    ("IndexUpdatePresetPayload", "description"): "where it is absent, it is empty there",
}
"""Class and wire key to why what is written differs."""

SOME_UUID: Final = "94a31b9c-0904-57aa-c351-162700b676c7"

METADATA: Final = {"branch_name": "main", "spaces": {}}
"""What this version wants to see in the metadata of each label row."""

DIFFERENCES: Final = Differences(
    matters=MATTERS,
    fields=FIELDS,
    refusals=REFUSALS,
    written=WRITTEN,
    needs={
        orm_attrs.LabelLog: {"log_hash": "l", "user_hash": "u"},
        orm_attrs.DatasetDataInfo: {"backing_item_uuid": SOME_UUID},
        orm_attrs.DatasetDataLongPolling: {"data_unit_errors": [], "units_cancelled_count": 0},
        orm_attrs.Collection: {"top_level_folder_uuid": SOME_UUID},
        orm_attrs.StorageFolder: {"path_to_root": []},
        orm_attrs.StorageFolderSummary: dict.fromkeys(
            ("audios", "niftis", "pdfs", "plain_texts"), 0
        ),
        orm_attrs.UploadLongPollingState: {"unit_errors": [], "units_cancelled_count": 0},
        **{kind: {"uuid": SOME_UUID} for kind in (orm_attrs.IssueTag, *get_args(orm_attrs.Issue))},
        orm_attrs.LabelRowMetadata: METADATA,
        orm_attrs.LabelRowMetadataWithClientMetadataSignedUrl: METADATA,
    },
    unreadable={
        orm_attrs.DataRows: "only names a query there: it reads a single row",
        orm_attrs.LabelWorkflowGraphNodePayload: "reads two actions there, and any text here",
    },
    read_only=frozenset({orm_attrs.ImageData, orm_attrs.DataRows}),
    text_enums=frozenset(
        {
            *("ActionableWorkflowNodeType", "ClientMetadataSchemaTypes", "CvatExportType"),
            "DataType",
            *("EditorLogsActionCategory", "ReviewMode", "SpaceType", "WorkflowAction"),
        }
    ),
    rare=(
        (orm_attrs.LabelWorkflowGraphNodePayload, {"action": "reopen"}),
        (orm_attrs.LabelWorkflowGraphNodePayload, {"action": "complete"}),
    ),
    least=30_000,
)
