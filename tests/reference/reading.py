"""The reference's classes, and reading with them as its own client does."""

from __future__ import annotations

import copy
import dataclasses
import importlib
import logging
import warnings
from datetime import datetime
from enum import Enum
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any, Final, get_origin
from uuid import UUID

import attrs

from converters.tables.versions import FIRST
from orm_attrs import UNSET

VERSION: Final = version("encord")
"""The version of the reference that is installed."""

MODULES: Final = (
    "encord.orm.analytics",
    "encord.orm.api_key",
    "encord.orm.cloud_integration",
    "encord.orm.dataset",
    "encord.orm.dataset_with_user_role",
    "encord.orm.group_layout",
    "encord.orm.label_log",
    "encord.orm.label_row",
    "encord.orm.labeling_algorithm",
    "encord.orm.model",
    "encord.orm.project",
    "encord.orm.project_api_key",
    "encord.orm.project_with_user_role",
    "encord.orm.skeleton_template",
    "encord.orm.workflow",
    "encord.common.enum",
    "encord.common.utils",
    "encord.constants.enums",
    "encord.constants.model",
    "encord.http.constants",
    "encord.http.utils",
    "encord.http.v2.payloads",
    "encord.utilities.client_utilities",
    "encord.utilities.project_user",
    "encord.utilities.project_utilities",
    "encord.orm.active",
    "encord.orm.client_metadata_schema",
    "encord.orm.collection",
    "encord.orm.deidentification",
    "encord.orm.group",
    "encord.orm.metadata_schema",
    "encord.orm.storage",
    "encord.orm.bearer_request",
    "encord.orm.filter_preset",
    "encord.orm.organisation_user",
    "encord.orm.editor_log",
    "encord.issues.issue_client",
    "encord.workflow.common",
    "encord.workflow.stages.annotation",
    "encord.workflow.stages.review",
    "encord.workflow.stages.consensus_review",
    "encord.workflow.stages.agent",
    "encord.workflow.stages.consensus_annotation",
    "encord.workflow.stages.final",
    "encord.objects.ml_models",
    "encord.orm.ontology",
    "encord.utilities.ontology_user",
    "encord.beta.scene.settings",
    "encord.beta.scene.layout",
    "encord.beta.scene.internal.common",
    "encord.beta.scene.internal.upload",
    "encord.beta.scene.internal.scene",
)
"""Where the reference defines what is named the same here, as far as this version has them."""

ELSEWHERE: Final = {
    "CopyProjectLabelsOptions": ("encord.orm.project", "CopyProjectPayload._CopyLabelsOptions"),
    "ProjectCopyMetadata": ("encord.orm.project", "CopyProjectPayload._ProjectCopyMetadata"),
    "PublicDatasetUser": ("encord.orm.dataset", "_PublicDatasetUser"),
    # Two classes of one name, the older one in a module of its own.
    "DatasetWithUserRole": ("encord.orm.dataset_with_user_role", "DatasetWithUserRole"),
    "DatasetWithUserRoleV2": ("encord.orm.dataset", "DatasetWithUserRole"),
    "NumberFormat": ("encord.metadata_schema", "_NumberFormat"),
    "ClientMetadataSchemaTypeVariantHint": (
        "encord.metadata_schema",
        "_ClientMetadataSchemaTypeVariantHint",
    ),
    "ClientMetadataSchemaTypeNumber": ("encord.metadata_schema", "_ClientMetadataSchemaTypeNumber"),
    "ClientMetadataSchemaTypeBoolean": (
        "encord.metadata_schema",
        "_ClientMetadataSchemaTypeBoolean",
    ),
    "ClientMetadataSchemaTypeVarChar": (
        "encord.metadata_schema",
        "_ClientMetadataSchemaTypeVarChar",
    ),
    "ClientMetadataSchemaTypeDateTime": (
        "encord.metadata_schema",
        "_ClientMetadataSchemaTypeDateTime",
    ),
    "ClientMetadataSchemaTypeEnum": ("encord.metadata_schema", "_ClientMetadataSchemaTypeEnum"),
    "ClientMetadataSchemaTypeEmbeddingApi": (
        "encord.metadata_schema",
        "_ClientMetadataSchemaTypeEmbeddingApi",
    ),
    "ClientMetadataSchemaTypeEmbedding": (
        "encord.metadata_schema",
        "_ClientMetadataSchemaTypeEmbedding",
    ),
    "ClientMetadataSchemaTypeGeospatial": (
        "encord.metadata_schema",
        "_ClientMetadataSchemaTypeGeospatial",
    ),
    "ClientMetadataSchemaTypeText": ("encord.metadata_schema", "_ClientMetadataSchemaTypeText"),
    "ClientMetadataSchemaTypeUUID": ("encord.metadata_schema", "_ClientMetadataSchemaTypeUUID"),
    "ClientMetadataSchemaTypeVariant": (
        "encord.metadata_schema",
        "_ClientMetadataSchemaTypeVariant",
    ),
    "ClientMetadataSchemaTypeUser": ("encord.metadata_schema", "_ClientMetadataSchemaTypeUser"),
    "ClientMetadataSchemaTypeTombstone": (
        "encord.metadata_schema",
        "_ClientMetadataSchemaTypeTombstone",
    ),
    "ClientMetadataSchemaV2": ("encord.metadata_schema", "_ClientMetadataSchema"),
    "GetItemSummaryParams": ("encord.orm.storage", "_GetItemSummaryParams"),
    "StorageItemPrivateSummary": ("encord.orm.storage", "_StorageItemPrivateSummary"),
    "ScenePatchItemPayload": ("encord.storage", "_ScenePatchItemPayload"),
    "FileIssueAnchor": ("encord.issues.issue_client", "_FileIssueAnchor"),
    "FrameIssueAnchor": ("encord.issues.issue_client", "_FrameIssueAnchor"),
    "CoordinateIssueAnchor": ("encord.issues.issue_client", "_CoordinateIssueAnchor"),
    "SceneCoordinateIssueAnchor": ("encord.issues.issue_client", "_SceneCoordinateIssueAnchor"),
    "AnnotationIssueAnchor": ("encord.issues.issue_client", "_AnnotationIssueAnchor"),
    "NewIssue": ("encord.issues.issue_client", "_NewIssue"),
    "CreateIssuesPayload": ("encord.issues.issue_client", "_CreateIssuesPayload"),
    "DeleteIssuesBody": ("encord.issues.issue_client", "_DeleteIssuesBody"),
    "WorkflowAnnotationTaskStatus": ("encord.workflow.stages.annotation", "AnnotationTaskStatus"),
    "AnnotationTasksQueryParams": (
        "encord.workflow.stages.annotation",
        "_AnnotationTasksQueryParams",
    ),
    "AnnotationActionSubmit": ("encord.workflow.stages.annotation", "_ActionSubmit"),
    "AnnotationActionAssign": ("encord.workflow.stages.annotation", "_ActionAssign"),
    "AnnotationActionRelease": ("encord.workflow.stages.annotation", "_ActionRelease"),
    "LabelReviewActionApprove": ("encord.workflow.stages.review", "_LabelReviewActionApprove"),
    "LabelReviewActionReject": ("encord.workflow.stages.review", "_LabelReviewActionReject"),
    "LabelReviewActionReopen": ("encord.workflow.stages.review", "_LabelReviewActionReopen"),
    "ReviewTasksQueryParams": ("encord.workflow.stages.review", "_ReviewTasksQueryParams"),
    "ReviewActionApprove": ("encord.workflow.stages.review", "_ActionApprove"),
    "ReviewActionReject": ("encord.workflow.stages.review", "_ActionReject"),
    "ReviewActionAssign": ("encord.workflow.stages.review", "_ActionAssign"),
    "ReviewActionRelease": ("encord.workflow.stages.review", "_ActionRelease"),
    "ConsensusReviewTasksQueryParams": (
        "encord.workflow.stages.consensus_review",
        "_ReviewTasksQueryParams",
    ),
    "ConsensusReviewActionApprove": ("encord.workflow.stages.consensus_review", "_ActionApprove"),
    "ConsensusReviewActionReject": ("encord.workflow.stages.consensus_review", "_ActionReject"),
    "ConsensusReviewActionAssign": ("encord.workflow.stages.consensus_review", "_ActionAssign"),
    "ConsensusReviewActionRelease": ("encord.workflow.stages.consensus_review", "_ActionRelease"),
    "AgentActionPathway": ("encord.workflow.stages.agent", "_ActionPathway"),
    "AgentTasksQueryParams": ("encord.workflow.stages.agent", "_AgentTasksQueryParams"),
    "ConsensusAnnotationTasksQueryParams": (
        "encord.workflow.stages.consensus_annotation",
        "_AnnotationTasksQueryParams",
    ),
    "FinalTasksQueryParams": ("encord.workflow.stages.final", "_FinalTasksQueryParams"),
    "OntologyClassificationLevel": (
        "encord.objects.classification",
        "OntologyClassificationLevel",
    ),
    "PropertyType": ("encord.objects.common", "PropertyType"),
    "Shape": ("encord.objects.common", "Shape"),
    "CopyBranchRequest": ("encord.project", "_CopyBranchRequest"),
    "CopyBranchResult": ("encord.project", "_CopyBranchResult"),
}
"""Classes that have another name there, or one that is not enough."""

RENAMED: Final = set() if VERSION == FIRST else {"OntologyWithUserRole"}
"""Names that another class has in this version, whose counterpart has another name here."""

COMPARED_APART: Final = {
    "ChecklistAttribute",
    "FlatOption",
    "NestableOption",
    "NumericAttribute",
    "Ontology",
    "OntologyAttribute",
    "OntologyClassification",
    "OntologyObject",
    "OntologyOption",
    "OntologyStructure",
    "OntologyUserRole",
    "OntologyWithUserRoleV2",
    "OtherAttribute",
    "OtherLayout",
    "RadioAttribute",
    "TextAttribute",
}
"""What has no counterpart of the same fields: `test_ontology_structures` compares what it means."""

DICTS_THERE: Final = {
    "orm_attrs.geometry",
    "orm_attrs.label_row_v2",
    "orm_attrs.label_spaces",
    "orm_attrs.labels",
}
"""Modules of ours for which the reference has plain dicts, that a client of its own reads."""

NOT_THERE: Final[dict[str, tuple[str, ...]]] = {
    "LabelRow": (
        *("export_hash", "export_history", "exported_at", "file_type"),
        *("is_image_sequence", "is_shadow_data", "video_link"),
    ),
}
"""Fields of ours that servers send, and the reference knows in no version."""

UNTYPED: Final = {
    "ChildInfo",
    "DicomFrameInfo",
    "FileInSceneInfo",
    "ImageSequenceFrameInfo",
    "RootInfo",
    "SpaceInfo",
}
"""Classes for which the reference has plain dicts, and types that only type checkers look at."""


WITHIN: Final = {"ClientMetadataSchemaPayload": "metadataSchema"}
"""Classes whose payload is that of their one field, which the reference writes so and reads under a
key alone."""


def counterpart(name: str) -> Any:
    """Find what the reference has for a name of `orm_attrs`; None when it has nothing."""
    if name in RENAMED:
        return None
    if name in ELSEWHERE:
        module, path = ELSEWHERE[name]
        found = _module(module)
        for one in path.split("."):
            found = getattr(found, one, None)
        return found
    modules = filter(None, map(_module, MODULES))
    return next((getattr(it, name) for it in modules if hasattr(it, name)), None)


def _module(name: str) -> Any:
    """Import a module of the reference; None where this version lacks it, or its package."""
    package = name.rpartition(".")[0]
    is_there = find_spec(package) if package == "encord" else _module(package)
    return importlib.import_module(name) if is_there and find_spec(name) else None


def counterpart_of(kind: Any) -> Any:
    """Find the reference's class for a model; None when it has none."""
    found = counterpart((get_origin(kind) or kind).__name__)
    return found[counterpart("CollaboratorTimer")] if get_origin(kind) else found


def is_record(cls: Any) -> bool:
    """Tell whether a class is one of the dicts that know the names and types of their keys."""
    return hasattr(cls, "DB_FIELDS")


def is_dto(cls: Any) -> bool:
    """Tell whether a class is one of pydantic's."""
    return hasattr(cls, "model_fields")


def without_wrapper(x: Any) -> Any:
    """Give what stands in an object of the reference that is made of one value, `root`."""
    return x.root if is_dto(type(x)) and [*type(x).model_fields] == ["root"] else x


def is_placeholder(cls: Any) -> bool:
    """Tell whether a class only names a query."""
    has_own_init = cls.__init__ is not object.__init__
    return not has_own_init or (dataclasses.is_dataclass(cls) and not dataclasses.fields(cls))


def read(cls: Any, payload: Any) -> Any:
    """Read a payload as the client does.

    Raises:
        Exception: Of any kind, when the reference cannot read it.
    """
    payload = copy.deepcopy(payload)  # It changes its input.
    if cls.__name__ in WITHIN:
        payload = {WITHIN[cls.__name__]: payload}
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if hasattr(cls, "from_dict"):
                return cls.from_dict(payload)
            if is_dto(cls):
                return cls.model_validate(payload)
            by_name = dataclasses.is_dataclass(cls)
            make: Any = cls
            return make(**payload) if by_name else make(payload)
    finally:
        logging.disable(logging.NOTSET)


def value_of(x: Any, name: str) -> Any:
    """Give an attribute of an object of the reference, None where it is absent.

    Raises:
        Exception: Of any kind, when the object has taken a value that it cannot give.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if is_record(type(x)):
            return x.get(name)
        others = getattr(x, "model_extra", None)
        is_field = others is None or name in type(x).model_fields
        return getattr(x, name) if is_field else others


def values(x: Any) -> Any:
    """Take an object apart, ours or the reference's, down to JSON values, dates, UUIDs and enums.

    Enums become their values, so that a member is equal to the number that stands for it.
    """
    if isinstance(x, Enum):
        return x.value
    if x is UNSET:
        return None  # What is written tells them apart, as they are told apart there.
    if x is None or isinstance(x, (str, int, float, datetime, UUID)):
        return x
    if isinstance(x, (list, tuple)):
        return [values(item) for item in x]
    if attrs.has(type(x)):
        return {one.name: values(getattr(x, one.name)) for one in attrs.fields(type(x))}
    if dataclasses.is_dataclass(x):
        return {one.name: values(getattr(x, one.name)) for one in dataclasses.fields(x)}
    if type(x).__module__ == "pydantic.networks":
        return str(x)
    if is_dto(type(x)):
        return {name: values(getattr(x, name)) for name in type(x).model_fields}
    return {key: values(value) for key, value in x.items()}
