"""Compares the classes of an Encord SDK with ours, and prints what is new, gone or changed.

Run it with the Python of an environment in which an SDK is installed beside orm-attrs, or give it
the folder ``encord`` of one and its version: ``python tools/compare_sdk.py FOLDER 0.1.211``. The
SDK is not imported. A line that begins with ``?`` is explained by nothing that is known here: it is
a change to follow, first in ``converters/tables/versions.py``. Such a line makes the exit status 1.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from enum import Enum
from importlib.metadata import version as version_of
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Literal, get_args, get_origin

import attrs
from sdk_source import NAMES_HERE, SPACE_INFO, Member, SdkClass, classes_of

import orm_attrs
from converters.tables import WireField, wire_fields
from converters.tables.versions import Span, is_there, span_of
from converters.wire.codecs import ADDED_FALLBACKS, FALLBACK

CLIENT: Final = "part of the client, never on the wire"
BASE: Final = "a base there, whose fields its subclasses have here"
UNION: Final = "only names a union there, which stands at its fields here"
BUNDLE: Final = "holds the requests that the client sends as a list"

LEFT_OUT: Final = {
    **dict.fromkeys(
        (
            *("AgentPathway", "AgentStage", "AnnotationStage", "ConsensusAnnotationStage"),
            *("ConsensusReviewStage", "FinalStage", "MetadataSchema", "MetadataSchemaError"),
            *(
                "ProjectClient",
                "ReviewStage",
                "StreamIds",
                "TaskIssues",
                "WorkflowClient",
                "WorkflowStageBase",
            ),
            *("_IssueClient", "_NotProvided"),
        ),
        CLIENT,
    ),
    **dict.fromkeys(
        (
            *("AddGroupsPayload", "CamelModel", "CamelModelApi", "ClassificationAttributes"),
            *(
                "EditorLogCommon",
                "EntityGroup",
                "SceneOrSceneWithConfig",
                "_SceneConfig",
                "LabelAttributes",
                "ObjectAttributes",
            ),
            *("TimeSeriesChannelViewSettingsBase", "WorkflowActionBase", "WorkflowReviewAction"),
            *("WorkflowTask", "_BaseIssue"),
        ),
        BASE,
    ),
    **dict.fromkeys(
        (
            *("ClientMetadataSchemaOption", "ClientMetadataSchemaTypeTombstoneDeletedTy"),
            *("InputPose", "InputRotation", "InputScene", "SceneContent", "SceneResponse"),
        ),
        UNION,
    ),
    **dict.fromkeys(("FrameOfReference", "ModelEvent"), "part of no answer and of no request"),
    **dict.fromkeys(
        (
            *("BundledMoveTasksPayload", "BundledPatchFolderPayload", "BundledPatchItemPayload"),
            *("BundledReviewActionPayload", "BundledWorkflowActionPayload"),
        ),
        BUNDLE,
    ),
    "DataGroupList": "a field of the other classes of data groups there, and the same as one here",
    "LocalImport": "made by the client, never on the wire",
    "Issue": "made by the client of `CvatImportGetResultResponse.issues`",
    "Issues": "made by the client of `CvatImportGetResultResponse.issues`",
    "CvatImporterSuccess": "made by the client of `CvatImportGetResultResponse`",
    "CvatImporterError": "made by the client of `CvatImportGetResultResponse`",
    "UploadToSignedUrlFailure": "made by the client, never on the wire",
    "RootSpaceMetadata": "made by the client of a `SpaceInfo`",
    "DataGroupMetadata": "made by the client of a `SpaceInfo`",
    "SceneMetadata": "made by the client of a `SpaceInfo`",
    "BaseSpaceInfo": "part of `SpaceInfo`",
}
"""Classes of the SDK that are not here, and why."""

IN_DICTS: Final = "plain dicts there, which a client of its own reads"

MODULES_APART: Final = {
    "orm_attrs.geometry": IN_DICTS,
    "orm_attrs.label_row_v2": IN_DICTS,
    "orm_attrs.label_spaces": IN_DICTS,
    "orm_attrs.labels": IN_DICTS,
    "orm_attrs.ontology_structure": "tests compare what is read, element by element",
    "orm_attrs.shapes": "tests compare its members",
}
"""Modules of ours whose classes have no class of the same fields in the SDK, and why."""

FALLBACK_ADDED: Final = "stands for unknown values, with which the SDK refuses the whole answer"
SAME_NAME: Final = "there are two classes of this name, an older and a newer one"

CLASSES_APART: Final = {
    "OntologyWithUserRole": SAME_NAME,
    "OntologyWithUserRoleV2": SAME_NAME,
    "UnknownText": FALLBACK_ADDED,
    "Unset": "stands for an absent key, which the SDK does not tell from null",
}
"""Further classes of ours that are not compared, and why."""

OTHER: Final = "Other"
"""What the names of the classes begin with that stand for what only a newer server knows."""

FIELDS_LEFT_OUT: Final = {
    ("RequestsSettings", "trace_id_provider"): "a function, which is no data",
}
"""Fields of the SDK that are not here, and why."""

IN_ANSWERS: Final = "servers send it, and the SDK does not look at it"

FIELDS_ADDED: Final = {
    ("SingleImage", "success"): "in the payload, but no column of the record there",
    ("StorageFolderConfig", "content"): "all other keys, which its base keeps as attributes there",
    ("SpaceInfo", "title"): IN_ANSWERS,
    **{
        ("LabelRow", name): IN_ANSWERS
        for name in (
            *("export_hash", "export_history", "exported_at", "file_type"),
            *("is_image_sequence", "is_shadow_data", "video_link"),
        )
    },
}
"""Fields that no version of the SDK has, and why they are here."""

READER: Final = "its reader there makes something else of it than its annotation says"
FLOAT: Final = "a float in payloads, whatever the annotation says"
KEY_NEEDED: Final = "its reader there wants the key, though the constructor does not"
DATE_OR_TEXT: Final = "text of a date is read as a date here"
SPACES: Final = "not looked into, neither there nor here"
REQUEST: Final = "a request, in which it is never null"
UUID_OR_TEXT: Final = "the client takes either; the same text on the wire"
READ: Final = "the dict is read into classes here"
LIST: Final = "a sequence in JSON is a list"
NAMED: Final = "a name of the type there"
NEWER_TOO: Final = "with a class for what only a newer server knows"
NEWER_TEXT: Final = "with a member for a text that only a newer server knows"
TWO_ENUMS: Final = "there are two enums of this name there, of which this field has the older one"

REASONS: Final = {
    "CameraIntrinsicsAdvanced.model": UNION,
    "CameraIntrinsicsSimple.model": UNION,
    "CameraParamsEvent.intrinsics": UNION,
    "CameraParamsEvent.extrinsics": UNION,
    "CompositeScene.streams": UNION,
    "EventStream.stream": NEWER_TOO,
    "FOREvent.rotation": NAMED,
    "FOREvent.position": NAMED,
    "InputCameraParams.intrinsics": UNION,
    "InputCameraParams.extrinsics": UNION,
    "InputCameraParamsEvent.intrinsics": UNION,
    "InputCameraParamsEvent.extrinsics": UNION,
    "InputCameraParamsEvent.timestamp": NAMED,
    "InputCameraStream.frame_of_reference": NAMED,
    "InputCameraStream.pose": UNION,
    "InputCompositePose.rotation": UNION,
    "InputFoREvent.timestamp": NAMED,
    "InputFoREvent.pose": UNION,
    "InputImageStream.camera": NAMED,
    "InputPCDStream.frame_of_reference": NAMED,
    "InputPCDStream.pose": UNION,
    "InputURIEvent.timestamp": NAMED,
    "SceneWithConfig.content": UNION,
    "ValidatedSceneUrlWithFormat.url": NAMED,
    "Streams.root": UNION,
    "ValidatedSceneUrlWithExtension.root": NAMED,
    "AddOrganisationUserPayload.role_mnemonic_name": UNION,
    "AddOrganisationUserPayload.member_type": UNION,
    "AgentActionPathway.pathway_uuid": UUID_OR_TEXT,
    "ClientMetadataSchemaTypeEnum.values": LIST,
    "ClientMetadataSchemaTypeTombstone.deleted_ty": UNION,
    "ClientMetadataSchemaV2.root": UNION,
    "CreateCollectionPayload.description": REQUEST,
    "CreateProjectCollectionPayload.description": REQUEST,
    "DataGroupCustom.layout": READ,
    "DataGroupCustom.settings": READ,
    "GetCollectionParams.collection_uuids": REQUEST,
    "GetPresetParams.preset_uuids": REQUEST,
    "GetProjectCollectionParams.collection_uuids": REQUEST,
    "GetProjectFilterPresetParams.preset_uuids": REQUEST,
    "IndexCreatePresetPayload.description": REQUEST,
    "LabelRowMetadata.annotation_task_status": TWO_ENUMS,
    "LabelRowMetadataDTO.annotation_task_status": TWO_ENUMS,
    "LabelRowMetadataWithClientMetadataSignedUrl.annotation_task_status": TWO_ENUMS,
    "ClientMetadataSchemaTypeDateTime.timezone": NEWER_TEXT,
    "DataUnitCarouselTile.carousel_position": NEWER_TEXT,
    "LayoutGrid.direction": NEWER_TEXT,
    "LayoutGrid.first": NEWER_TOO,
    "LayoutGrid.second": NEWER_TOO,
    "ListFoldersParams.is_recursive": REQUEST,
    "ListItemsParams.is_recursive": REQUEST,
    "NewIssue.anchor": UNION,
    "OntologiesFilterParams.created_before": DATE_OR_TEXT,
    "OntologiesFilterParams.created_after": DATE_OR_TEXT,
    "OntologiesFilterParams.edited_before": DATE_OR_TEXT,
    "OntologiesFilterParams.edited_after": DATE_OR_TEXT,
    "Ontology.description": KEY_NEEDED,
    "ProjectDataCollectionItemRequest.data_uuid": UUID_OR_TEXT,
    "ProjectLabelCollectionItemRequest.data_uuid": UUID_OR_TEXT,
    "SelfContainedStream.entity_type": "a newer server may send other values",
    "MetadataIngestionConfig.matcher": NEWER_TOO,
    "PatchItemsBulkPayload.item_patches": "its patches are written by themselves there",
    "SceneLayout.tiles": UNION,
    "SceneViewSettings.point_cloud_colouring": UNION,
    "TimeSeriesViewSettings.channels": UNION,
    "CreateDatasetResponse.storage_location": READER,
    "DataGroupShortInfo.layout": UNION,
    "DataRow.images_data": READER,
    "DataRow.duration": FLOAT,
    "DataRow.frames_per_second": FLOAT,
    "Dataset.storage_location": READER,
    "Dataset.description": KEY_NEEDED,
    "DatasetsWithUserRolesListParams.include_org_access": REQUEST,
    "ImageData.image_hash": READER,
    "LabelRowMetadata.frames_per_second": FLOAT,
    "LabelRowMetadata.spaces": SPACES,
    "LabelRowMetadataWithClientMetadataSignedUrl.spaces": SPACES,
    "LabelWorkflowGraphNodePayload.action": "text in older versions; the values are the same",
    "ProjectFilterParams.created_before": DATE_OR_TEXT,
    "ProjectFilterParams.created_after": DATE_OR_TEXT,
    "ProjectFilterParams.edited_before": DATE_OR_TEXT,
    "ProjectFilterParams.edited_after": DATE_OR_TEXT,
    "SpaceInfo.space_type": "each of the dicts names its own member there",
    "SpaceInfo.labels": SPACES,
    "SpaceInfo.frames": SPACES,
    "TrainingMetadata.created_at": KEY_NEEDED,
    "TrainingMetadata.training_final_loss": KEY_NEEDED,
    "TrainingMetadata.model_training_labels": KEY_NEEDED,
}
"""Fields that have another type here, or are stricter, and why."""


@attrs.frozen
class Line:
    """One thing that is not the same."""

    text: str
    reason: str | None
    """Why that is known and right; None when it is not."""

    def __str__(self) -> str:
        if self.reason is None:
            return f"? {self.text}"
        return f"  {self.text}: {self.reason}"


def differences(theirs: Mapping[str, SdkClass], version: str) -> Iterator[Line]:
    """Give everything in which an SDK's classes differ from ours.

    Args:
        theirs: The classes of the SDK, by the names that they have here.
        version: The version of the SDK, such as ``"0.1.211"``.
    """
    ours = classes_here()
    for name, their in theirs.items():
        if name not in ours:
            yield Line(f"new class {name} ({their.module})", _reason_to_leave_out(name, their))
    for name, cls in ours.items():
        if name not in theirs:
            span = span_of(name)
            reason = _reason_to_add(name, cls) if span.covers(version) else describe(span)
            yield Line(f"no class {name}", reason)
        elif not is_there(version, name):
            yield Line(f"class {name}", CLASSES_APART.get(name))
        else:
            yield from _differences_within(name, cls, theirs[name], version)


def classes_here() -> dict[str, type]:
    """Give our classes and enums by name."""
    found = {name: getattr(orm_attrs, name) for name in orm_attrs.__all__}
    helpers = (orm_attrs.Keeper, orm_attrs.Tracker)
    return {
        name: thing
        for name, thing in found.items()
        # Two names of one class are one class.
        if isinstance(thing, type) and thing.__name__ == name and thing not in helpers
    }


def describe(span: Span) -> str:
    """Say in words from when to when something is there."""
    words = [f"since {span.since}"] if span.since else []
    return ", ".join([*words, f"gone in {span.gone}"] if span.gone else words)


def _reason_to_leave_out(name: str, their: SdkClass) -> str | None:
    if their.kind == "typed dict" and name.endswith(SPACE_INFO):
        return "one of the dicts that are a `SpaceInfo` here"
    return LEFT_OUT.get(name)


def _reason_to_add(name: str, cls: type) -> str | None:
    if name.startswith(OTHER):
        return "stands for what only a newer server knows; the SDK refuses the whole answer"
    return MODULES_APART.get(cls.__module__) or CLASSES_APART.get(name)


def _differences_within(name: str, cls: type, their: SdkClass, version: str) -> Iterator[Line]:
    if issubclass(cls, Enum):
        mine: Mapping[str, Any] = dict(cls.__members__)
    elif attrs.has(cls):
        mine = {one.name: one for one in wire_fields(cls)}
    else:
        return  # A list with a class of its own: its items are compared.
    word = "member" if issubclass(cls, Enum) else "field"
    for member in their.members:
        if member not in mine:
            yield Line(f"new {word} {name}.{member}", FIELDS_LEFT_OUT.get((name, member)))
    for member, one in mine.items():
        span = span_of(name, member)
        if member not in their.members:
            reason = _reason_to_have(name, member) if span.covers(version) else describe(span)
            yield Line(f"no {word} {name}.{member}", reason)
        elif not span.covers(version):
            yield Line(f"{word} {name}.{member}", None)
        elif isinstance(one, Enum):
            if one.value != their.members[member].value:
                yield Line(f"value of {name}.{member}: {their.members[member].value!r}", None)
        else:
            yield from _changes(name, one, their.members[member])


def _reason_to_have(name: str, member: str) -> str | None:
    if name in ADDED_FALLBACKS and member == FALLBACK[name].member:
        return FALLBACK_ADDED
    return FIELDS_ADDED.get((name, member))


def _changes(name: str, mine: WireField, their: Member) -> Iterator[Line]:
    """Give what is stricter here than there, and where the types are others."""
    what = f"{name}.{mine.name}"
    known = REASONS.get(what)
    if not their.required and mine.required:
        yield Line(f"may be absent there, is required here: {what}", known)
    if their.nullable and not mine.nullable:
        yield Line(f"may be null there, not here: {what}", known)
    there, here = type_here(their.type or "Any"), type_text(mine.type)
    if there != here:
        yield Line(f"type of {what}: {there} there, {here} here", known)


def type_here(text: str) -> str:
    """Put our names of classes into a type of the SDK."""
    for (_, name), here in NAMES_HERE.items():
        text = re.sub(rf"\b{name.rpartition('.')[2]}\b", here, text)
    return re.sub(r"\[(str, )?(Any|T)\]", "", text)


def type_text(kind: Any) -> str:
    """Spell a type as the SDK would, without modules, without None, and without ``Any`` inside."""
    if kind in (dict[str, Any], list[Any]):
        return str(get_origin(kind).__name__)
    arguments = [type_text(one) for one in get_args(kind) if one is not type(None)]
    origin = get_origin(kind)
    if origin is Literal:
        values = [str(one) if isinstance(one, Enum) else repr(one) for one in get_args(kind)]
        return f"Literal[{', '.join(values)}]"
    if not arguments:
        return str(getattr(kind, "__name__", kind))
    if isinstance(origin, type) and origin.__module__ == "builtins":
        return f"{origin.__name__}[{', '.join(arguments)}]"
    return " | ".join(arguments)


def main(arguments: list[str]) -> int:
    """Print all differences; see the head of this file."""
    if arguments:
        package, version = Path(arguments[0]), arguments[1]
    else:
        spec = find_spec("encord")
        if spec is None or spec.origin is None:
            print("no Encord SDK is installed here", file=sys.stderr)
            return 2
        package, version = Path(spec.origin).parent, version_of("encord")
    lines = list(differences(classes_of(package), version))
    unexplained = sum(line.reason is None for line in lines)
    print(f"Encord SDK {version}: {len(lines)} differences, {unexplained} of them not explained")
    print(*lines, sep="\n")
    return int(unexplained > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
