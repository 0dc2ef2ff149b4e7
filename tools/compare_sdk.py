"""Compares an Encord SDK with ours, and prints what is new, gone or changed.

It compares classes with their fields, the types and limits of these, enums, unions, and the
endpoints that the SDK asks with those that our docstrings name.

Run it with the Python of an environment in which an SDK is installed beside orm-attrs, or give it
the folder ``encord`` of one and its version: ``python tools/compare_sdk.py FOLDER 0.1.211``. The
SDK is not imported. A line that begins with ``?`` is explained by nothing that is known here: it is
a change to follow, first in ``converters/tables/versions.py``. Such a line makes the exit status 1.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from enum import Enum
from importlib.metadata import version as version_of
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Literal, get_args, get_origin

import attrs
from sdk_endpoints import endpoints_named, endpoints_of
from sdk_source import NAMES_HERE, SPACE_INFO, Member, SdkClass, classes_of, unions_of

import orm_attrs
from converters.tables import WireField, wire_fields
from converters.tables.versions import LAST, Span, is_older, is_there, span_of
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
TWO_ENUMS: Final = "there are two enums of this name there, of which this field has the older one"

REASONS: Final = {
    "ValidatedSceneUrlWithFormat.url": NAMED,
    "ValidatedSceneUrlWithExtension.root": NAMED,
    "AddOrganisationUserPayload.role_mnemonic_name": UNION,
    "AddOrganisationUserPayload.member_type": UNION,
    "AgentActionPathway.pathway_uuid": UUID_OR_TEXT,
    "ClientMetadataSchemaTypeEnum.values": LIST,
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
    "ListFoldersParams.is_recursive": REQUEST,
    "ListItemsParams.is_recursive": REQUEST,
    "OntologiesFilterParams.created_before": DATE_OR_TEXT,
    "OntologiesFilterParams.created_after": DATE_OR_TEXT,
    "OntologiesFilterParams.edited_before": DATE_OR_TEXT,
    "OntologiesFilterParams.edited_after": DATE_OR_TEXT,
    "Ontology.description": KEY_NEEDED,
    "ProjectDataCollectionItemRequest.data_uuid": UUID_OR_TEXT,
    "ProjectLabelCollectionItemRequest.data_uuid": UUID_OR_TEXT,
    "SelfContainedStream.entity_type": "a newer server may send other values",
    "PatchItemsBulkPayload.item_patches": "its patches are written by themselves there",
    "CreateDatasetResponse.storage_location": READER,
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


LIMITS: Final = {
    "SceneRadiusIndicator.color": "a function makes it there",
    "TimeSeriesLineChannelViewSettings.color": "a validator has it there",
    "TimeSeriesPointsChannelViewSettings.color": "a validator has it there",
    "TimeSeriesViewSettings.channels": "a validator has it there",
}
"""Fields whose limits are others here, and why."""

UNIONS_LEFT_OUT: Final = {"SpaceMetadata": "made by the client of a `SpaceInfo`"}
"""Unions of the SDK that have no name here, and why."""

DELETES: Final = "deletes what its path names, and has no body and no answer"
NOTHING: Final = "has no body and no answer"
BELOW: Final = "docstrings name it in two parts"
STEPS: Final = "its path is made in several steps there"

ENDPOINTS_LEFT_OUT: Final = {
    ("GET", "ml-models/<>/iterations/<>/weights-link"): "its answer is a bare text",
    ("POST", "active/<>/sync"): NOTHING,
    ("PUT", "projects/<>/tags/<>"): NOTHING,
    **{
        ("POST", f"projects/<>/models-attachments/<>/iterations/<>/{kind}/predict"): BELOW
        for kind in ("classification", "instance-segmentation", "object-detection")
    },
}
"""Endpoints of the SDK that no docstring names, and why."""

ENDPOINTS_ADDED: Final = dict.fromkeys(
    (
        ("GET", "storage/folders"),
        ("GET", "storage/folders/<>/folders"),
        ("GET", "storage/search/folders"),
        ("GET", "storage/search/items"),
    ),
    STEPS,
)
"""Endpoints that docstrings name, and that are not found in the SDK, and why."""


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
    ours, wrappers = classes_here(), wrappers_in(theirs)
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
            yield from _differences_within(name, cls, theirs[name], version, wrappers)


def wrappers_in(theirs: Mapping[str, SdkClass]) -> dict[str, str]:
    """Give the classes of an SDK that only name a union, and the union."""
    roots = {name: it.members.get("root") for name, it in theirs.items()}
    return {
        name: root.type
        for name, root in roots.items()
        if root is not None and root.type and LEFT_OUT.get(name) == UNION
    }


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


def _differences_within(
    name: str, cls: type, their: SdkClass, version: str, wrappers: Mapping[str, str]
) -> Iterator[Line]:
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
            is_newest = not is_older(version, LAST)
            yield from _changes(name, one, their.members[member], wrappers, is_newest=is_newest)


def _reason_to_have(name: str, member: str) -> str | None:
    if name in ADDED_FALLBACKS and member == FALLBACK[name].member:
        return FALLBACK_ADDED
    return FIELDS_ADDED.get((name, member))


def _changes(
    name: str, mine: WireField, their: Member, wrappers: Mapping[str, str], *, is_newest: bool
) -> Iterator[Line]:
    """Give what is stricter here than there, and where the types or limits are others."""
    what = f"{name}.{mine.name}"
    known = REASONS.get(what)
    if not their.required and mine.required:
        yield Line(f"may be absent there, is required here: {what}", known)
    if their.nullable and not mine.nullable:
        yield Line(f"may be null there, not here: {what}", known)
    there, here = type_here(their.type or "Any", wrappers), type_text(mine.type)
    if parts_of(there) != parts_of(here):
        yield Line(f"type of {what}: {there} there, {here} here", known)
    limits = limits_here(their)
    if limits != mine.limits:
        reason = LIMITS.get(what) if is_newest or limits else "an older version has no limits"
        yield Line(f"limits of {what}: {limits} there, {dict(mine.limits)} here", reason)


_KEYWORDS: Final = {
    "ge": "minimum",
    "gt": "exclusiveMinimum",
    "le": "maximum",
    "lt": "exclusiveMaximum",
    "pattern": "pattern",
    "regex": "pattern",
}
"""The words of pydantic for limits, and those of JSON Schema."""


def limits_here(their: Member) -> dict[str, Any]:
    """Spell the limits of the SDK in the words of JSON Schema."""
    kind = (their.type or "").partition("[")[0]
    noun = {"str": "Length", "dict": "Properties"}.get(kind, "Items")
    keywords = {**_KEYWORDS, "min_length": f"min{noun}", "max_length": f"max{noun}"}
    return {keywords[name]: value for name, value in their.limits.items()}


def parts_of(text: str) -> Any:
    """Take a type apart, so that the order of a union does not matter."""
    return _parts(ast.parse(text, mode="eval").body)


def _parts(node: ast.expr) -> Any:
    if isinstance(node, ast.BinOp):
        both = [_parts(node.left), _parts(node.right)]
        return frozenset().union(*(it if isinstance(it, frozenset) else {it} for it in both))
    if isinstance(node, ast.Subscript) and isinstance(node.slice, (ast.Tuple, ast.List)):
        return ast.unparse(node.value), tuple(map(_parts, node.slice.elts))
    if isinstance(node, ast.Subscript):
        return ast.unparse(node.value), (_parts(node.slice),)
    return ast.unparse(node)


def type_here(text: str, wrappers: Mapping[str, str]) -> str:
    """Put our names of classes into a type of the SDK.

    Args:
        text: The type.
        wrappers: Classes of the SDK that only name a union, and the union.
    """
    for (_, name), here in NAMES_HERE.items():
        text = re.sub(rf"\b{name.rpartition('.')[2]}\b", here, text)
    for name, union in wrappers.items():
        # It may have another one inside.
        text = re.sub(rf"\b{name}\b", lambda _, to=union: type_here(to, wrappers), text)
    return re.sub(r"\[(str, )?(Any|T)\]", "", text)


def type_text(kind: Any) -> str:
    """Spell a type as the SDK would, without modules, without None, and without ``Any`` inside."""
    if kind in (dict[str, Any], list[Any]):
        return str(get_origin(kind).__name__)
    arguments = [type_text(one) for one in get_args(kind) if not _is_ours_alone(one)]
    origin = get_origin(kind)
    if origin is Literal:
        values = [str(one) if isinstance(one, Enum) else repr(one) for one in get_args(kind)]
        return f"Literal[{', '.join(values)}]"
    if not arguments:
        return str(getattr(kind, "__name__", kind))
    if isinstance(origin, type) and origin.__module__ == "builtins":
        return f"{origin.__name__}[{', '.join(arguments)}]"
    return " | ".join(arguments)


def _is_ours_alone(kind: Any) -> bool:
    """Tell whether a member of a union is None, or stands for what only a newer server knows."""
    name = str(getattr(kind, "__name__", ""))
    return kind in (type(None), orm_attrs.UnknownText, orm_attrs.Unset) or name.startswith(OTHER)


def union_differences(theirs: Mapping[str, str], wrappers: Mapping[str, str]) -> Iterator[Line]:
    """Give the unions of an SDK that have no name here, or other members."""
    for name, text in theirs.items():
        kind = getattr(orm_attrs, name, None)
        if kind is None:
            yield Line(f"new union {name}", UNIONS_LEFT_OUT.get(name))
        elif not isinstance(kind, type):  # else a class that stands for them all
            there, here = type_here(text, wrappers), type_text(kind)
            if parts_of(there) != parts_of(here):
                yield Line(f"members of {name}: {there} there, {here} here", REASONS.get(name))


def endpoint_differences(package: Path, *, is_newest: bool) -> Iterator[Line]:
    """Give the endpoints that only an SDK has, or of today's only our docstrings."""
    theirs = endpoints_of(package)
    ours = endpoints_named(Path(orm_attrs.__file__).parent)
    for verb, path in sorted(theirs - ours):
        if ("*", path) not in ours:
            reason = DELETES if verb == "DELETE" else ENDPOINTS_LEFT_OUT.get((verb, path))
            yield Line(f"new endpoint {verb} {path}", reason)
    for verb, path in sorted(ours - theirs) if is_newest else []:
        if verb != "*":
            yield Line(f"no endpoint {verb} {path}", ENDPOINTS_ADDED.get((verb, path)))


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
    theirs = classes_of(package)
    wrappers = wrappers_in(theirs)
    is_newest = not is_older(version, LAST)
    lines = [
        *differences(theirs, version),
        *union_differences(unions_of(package), wrappers),
        *endpoint_differences(package, is_newest=is_newest),
    ]
    unexplained = sum(line.reason is None for line in lines)
    print(f"Encord SDK {version}: {len(lines)} differences, {unexplained} of them not explained")
    print(*lines, sep="\n")
    return int(unexplained > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
