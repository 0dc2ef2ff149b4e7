"""Reads which classes an Encord SDK has from its source, without importing it.

So any version can be looked at, whatever it depends on: an installed one, an unpacked wheel, or a
tree of its repository.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

from attrs import evolve, field, frozen

MODULES: Final = (
    "orm/analytics.py",
    "orm/api_key.py",
    "orm/cloud_integration.py",
    "orm/dataset.py",
    "orm/dataset_with_user_role.py",
    "orm/group_layout.py",
    "orm/label_log.py",
    "orm/label_row.py",
    "orm/labeling_algorithm.py",
    "orm/model.py",
    "orm/project.py",
    "orm/project_api_key.py",
    "orm/project_with_user_role.py",
    "orm/skeleton_template.py",
    "orm/workflow.py",
    "common/enum.py",
    "constants/enums.py",
    "constants/model.py",
    "http/constants.py",
    "http/utils.py",
    "http/v2/payloads.py",
    "objects/spaces/types.py",
    "utilities/client_utilities.py",
    "utilities/project_user.py",
    "metadata_schema.py",
    "orm/active.py",
    "orm/client_metadata_schema.py",
    "orm/collection.py",
    "orm/deidentification.py",
    "orm/group.py",
    "orm/metadata_schema.py",
    "orm/storage.py",
    "orm/bearer_request.py",
    "orm/filter_preset.py",
    "orm/organisation_user.py",
    "orm/editor_log.py",
    "issues/issue_client.py",
    "workflow/common.py",
    "workflow/stages/annotation.py",
    "workflow/stages/review.py",
    "workflow/stages/consensus_review.py",
    "workflow/stages/agent.py",
    "workflow/stages/consensus_annotation.py",
    "workflow/stages/final.py",
    "project.py",
    "orm/ontology.py",
    "utilities/ontology_user.py",
    "beta/scene/settings.py",
    "beta/scene/layout.py",
    "objects/ml_models.py",
    "storage.py",
    "beta/scene/internal/common.py",
    "beta/scene/internal/upload.py",
    "beta/scene/internal/scene.py",
)
"""The files whose classes are compared, as far as a version has them. Of two classes of one name,
the first counts."""

NAMES_HERE: Final = {
    ("orm/dataset.py", "DatasetWithUserRole"): "DatasetWithUserRoleV2",
    ("orm/dataset.py", "_PublicDatasetUser"): "PublicDatasetUser",
    ("orm/project.py", "ProjectTag"): "OrganisationTag",
    ("orm/project.py", "CopyProjectPayload._CopyLabelsOptions"): "CopyProjectLabelsOptions",
    ("orm/project.py", "CopyProjectPayload._ProjectCopyMetadata"): "ProjectCopyMetadata",
    ("metadata_schema.py", "_NumberFormat"): "NumberFormat",
    (
        "metadata_schema.py",
        "_ClientMetadataSchemaTypeVariantHint",
    ): "ClientMetadataSchemaTypeVariantHint",
    ("metadata_schema.py", "_ClientMetadataSchemaTypeNumber"): "ClientMetadataSchemaTypeNumber",
    ("metadata_schema.py", "_ClientMetadataSchemaTypeBoolean"): "ClientMetadataSchemaTypeBoolean",
    ("metadata_schema.py", "_ClientMetadataSchemaTypeVarChar"): "ClientMetadataSchemaTypeVarChar",
    ("metadata_schema.py", "_ClientMetadataSchemaTypeDateTime"): "ClientMetadataSchemaTypeDateTime",
    ("metadata_schema.py", "_ClientMetadataSchemaTypeEnum"): "ClientMetadataSchemaTypeEnum",
    (
        "metadata_schema.py",
        "_ClientMetadataSchemaTypeEmbeddingApi",
    ): "ClientMetadataSchemaTypeEmbeddingApi",
    (
        "metadata_schema.py",
        "_ClientMetadataSchemaTypeEmbedding",
    ): "ClientMetadataSchemaTypeEmbedding",
    (
        "metadata_schema.py",
        "_ClientMetadataSchemaTypeGeospatial",
    ): "ClientMetadataSchemaTypeGeospatial",
    ("metadata_schema.py", "_ClientMetadataSchemaTypeText"): "ClientMetadataSchemaTypeText",
    ("metadata_schema.py", "_ClientMetadataSchemaTypeUUID"): "ClientMetadataSchemaTypeUUID",
    ("metadata_schema.py", "_ClientMetadataSchemaTypeVariant"): "ClientMetadataSchemaTypeVariant",
    ("metadata_schema.py", "_ClientMetadataSchemaTypeUser"): "ClientMetadataSchemaTypeUser",
    (
        "metadata_schema.py",
        "_ClientMetadataSchemaTypeTombstoneDeletedTy",
    ): "ClientMetadataSchemaTypeTombstoneDeletedTy",
    (
        "metadata_schema.py",
        "_ClientMetadataSchemaTypeTombstone",
    ): "ClientMetadataSchemaTypeTombstone",
    ("metadata_schema.py", "_ClientMetadataSchemaOption"): "ClientMetadataSchemaOption",
    ("metadata_schema.py", "_ClientMetadataSchema"): "ClientMetadataSchemaV2",
    ("orm/storage.py", "_GetItemSummaryParams"): "GetItemSummaryParams",
    ("orm/storage.py", "_StorageItemPrivateSummary"): "StorageItemPrivateSummary",
    ("storage.py", "_ScenePatchItemPayload"): "ScenePatchItemPayload",
    ("issues/issue_client.py", "_FileIssueAnchor"): "FileIssueAnchor",
    ("issues/issue_client.py", "_FrameIssueAnchor"): "FrameIssueAnchor",
    ("issues/issue_client.py", "_CoordinateIssueAnchor"): "CoordinateIssueAnchor",
    ("issues/issue_client.py", "_SceneCoordinateIssueAnchor"): "SceneCoordinateIssueAnchor",
    ("issues/issue_client.py", "_AnnotationIssueAnchor"): "AnnotationIssueAnchor",
    ("issues/issue_client.py", "_NewIssue"): "NewIssue",
    ("issues/issue_client.py", "_CreateIssuesPayload"): "CreateIssuesPayload",
    ("issues/issue_client.py", "_DeleteIssuesBody"): "DeleteIssuesBody",
    ("workflow/stages/annotation.py", "AnnotationTaskStatus"): "WorkflowAnnotationTaskStatus",
    ("workflow/stages/annotation.py", "_AnnotationTasksQueryParams"): "AnnotationTasksQueryParams",
    ("workflow/stages/annotation.py", "_ActionSubmit"): "AnnotationActionSubmit",
    ("workflow/stages/annotation.py", "_ActionAssign"): "AnnotationActionAssign",
    ("workflow/stages/annotation.py", "_ActionRelease"): "AnnotationActionRelease",
    ("workflow/stages/review.py", "_LabelReviewActionApprove"): "LabelReviewActionApprove",
    ("workflow/stages/review.py", "_LabelReviewActionReject"): "LabelReviewActionReject",
    ("workflow/stages/review.py", "_LabelReviewActionReopen"): "LabelReviewActionReopen",
    ("workflow/stages/review.py", "_ReviewTasksQueryParams"): "ReviewTasksQueryParams",
    ("workflow/stages/review.py", "_ActionApprove"): "ReviewActionApprove",
    ("workflow/stages/review.py", "_ActionReject"): "ReviewActionReject",
    ("workflow/stages/review.py", "_ActionAssign"): "ReviewActionAssign",
    ("workflow/stages/review.py", "_ActionRelease"): "ReviewActionRelease",
    (
        "workflow/stages/consensus_review.py",
        "_ReviewTasksQueryParams",
    ): "ConsensusReviewTasksQueryParams",
    ("workflow/stages/consensus_review.py", "_ActionApprove"): "ConsensusReviewActionApprove",
    ("workflow/stages/consensus_review.py", "_ActionReject"): "ConsensusReviewActionReject",
    ("workflow/stages/consensus_review.py", "_ActionAssign"): "ConsensusReviewActionAssign",
    ("workflow/stages/consensus_review.py", "_ActionRelease"): "ConsensusReviewActionRelease",
    ("workflow/stages/agent.py", "_ActionPathway"): "AgentActionPathway",
    ("workflow/stages/agent.py", "_AgentTasksQueryParams"): "AgentTasksQueryParams",
    (
        "workflow/stages/consensus_annotation.py",
        "_AnnotationTasksQueryParams",
    ): "ConsensusAnnotationTasksQueryParams",
    ("workflow/stages/final.py", "_FinalTasksQueryParams"): "FinalTasksQueryParams",
    ("workflow/common.py", "WorkflowAction"): "WorkflowActionBase",
    ("project.py", "_CopyBranchRequest"): "CopyBranchRequest",
    ("project.py", "_CopyBranchResult"): "CopyBranchResult",
    ("project.py", "Project"): "ProjectClient",
}
"""Module and name of the classes that have another name in `orm_attrs`."""

SPACE_INFO: Final = "SpaceInfo"
"""What the names of the dicts end with that are one class in `orm_attrs`."""

_ENUM_BASES: Final = {"Enum", "IntEnum", "StringEnum", "CamelStrEnum"}
_OF_TYPES: Final = ("Annotated", "Union", "Optional", "Tuple", "List", "Dict")
_NUMBER_LIMITS: Final = {"ge", "gt", "le", "lt", "min_length", "max_length"}
_TEXT_LIMITS: Final = {"pattern", "regex"}
_ROOTS: Final = ("RootModel", "RootModelDTO")
_DTO_BASES: Final = {
    *_ROOTS,
    *("BaseDTO", "BaseDTOWithExtra", "BaseModel", "GenericBaseDTO", "Generic"),
    *("_SceneLayoutModel", "_SceneSettingsModel"),
}


@frozen
class Member:
    """A field of a class, or a member of an enum."""

    name: str
    type: str | None = None
    """The type without ``Optional``, as today's Python spells it; None when there is none."""
    nullable: bool = False
    """True when the type says that the value may be None."""
    required: bool = True
    """False when there is a default."""
    value: Any = None
    """The value of an enum's member."""
    limits: Mapping[str, Any] = field(factory=dict)
    """What pydantic's ``Field`` says of the values, by its own words: ``{"ge": 0}``."""


@frozen
class SdkClass:
    """A class of the SDK."""

    name: str
    """The name that the class has in `orm_attrs`, or would have."""
    module: str
    kind: str
    """``enum``, ``dto``, ``dataclass``, ``typed dict``, ``record``, or ``class``."""
    members: Mapping[str, Member] = field(factory=dict)


@frozen
class _Names:
    """What names stand for in a module."""

    module: str
    own: Mapping[str, ast.expr]
    """Types."""
    others: Mapping[str, ast.expr | None]
    """Types of other modules."""
    imported: Mapping[str, str]
    """Classes that another module of the SDK defines, and their names here."""
    numbers: Mapping[str, float]
    """Constants."""

    def expanded(self, node: ast.expr) -> ast.expr:
        """Put the types in the place of their names."""
        own, others = self.own, self.others

        class Expander(ast.NodeTransformer):
            def visit_Name(self, name: ast.Name) -> ast.expr:
                found = own.get(name.id) or others.get(name.id)
                return name if found is None else self.visit(deepcopy(found))

            def visit_Constant(self, text: ast.Constant) -> ast.expr:
                return text

        return Expander().visit(deepcopy(node))  # type: ignore[no-any-return]


def classes_of(package: Path) -> dict[str, SdkClass]:
    """Read all classes of the modules that are compared.

    Args:
        package: The folder ``encord`` of an SDK.

    Returns:
        The classes by the names that they have in `orm_attrs`, or would have.

    Raises:
        FileNotFoundError: When there is no SDK at that place.
    """
    if not (package / "orm").is_dir():
        raise FileNotFoundError(f"no Encord SDK in {package}")
    found: dict[str, SdkClass] = {}
    for names, body in _modules(package):
        for name, node in _class_nodes(body):
            here = NAMES_HERE.get((names.module, name), name)
            if here not in found:
                found[here] = _read_class(here, names, node, found)
    spaces = [one for name, one in found.items() if name.endswith(SPACE_INFO)]
    if spaces:
        # A union of dicts there, one class here: of most fields only some of them have each.
        members = {key: member for one in spaces for key, member in one.members.items()}
        optional = {key: evolve(one, required=False) for key, one in members.items()}
        found[SPACE_INFO] = SdkClass(SPACE_INFO, spaces[0].module, "typed dict", optional)
    return found


def unions_of(package: Path) -> dict[str, str]:
    """Read what the names of unions stand for in the modules that are compared.

    Args:
        package: The folder ``encord`` of an SDK.

    Returns:
        The types by the names that they have in `orm_attrs`, or would have.
    """
    found: dict[str, str] = {}
    for names, _ in _modules(package):
        for name, value in names.own.items():
            text, _ = _type_text(names.expanded(value))
            if " | " in text:
                found.setdefault(NAMES_HERE.get((names.module, name), name).lstrip("_"), text)
    return found


def _modules(package: Path) -> list[tuple[_Names, list[ast.stmt]]]:
    """Parse the modules that are compared, and find what their names stand for."""
    paths = [(module, package / module) for module in MODULES]
    bodies = {
        module: ast.parse(path.read_text(encoding="utf-8")).body
        for module, path in paths
        if path.exists()
    }
    own = {module: _named_types(body) for module, body in bodies.items()}
    return [
        (
            _Names(
                module,
                own[module],
                {name: own.get(where, {}).get(said) for name, where, said in _imports(body)},
                {
                    name: NAMES_HERE[where, said]
                    for name, where, said in _imports(body)
                    if (where, said) in NAMES_HERE
                },
                _numbers(body),
            ),
            body,
        )
        for module, body in bodies.items()
    ]


def _imports(body: list[ast.stmt]) -> Iterator[tuple[str, str, str]]:
    """Give each name that a module imports, the module of the SDK, and the name there."""
    for line in body:
        if isinstance(line, ast.ImportFrom) and line.module is not None:
            module = line.module.removeprefix("encord.").replace(".", "/") + ".py"
            for name in line.names:
                yield name.asname or name.name, module, name.name


def _named_types(body: list[ast.stmt]) -> dict[str, ast.expr]:
    """Give the types to which a module gives names."""
    found = {}
    for line in body:
        name, value = _named_type(line)
        is_either = isinstance(value, ast.BinOp) and isinstance(value.op, ast.BitOr)
        is_made = isinstance(value, ast.Subscript) and _last_name(value) in _OF_TYPES
        is_same = isinstance(value, ast.Name) and value.id in ("str", "int", "float")
        if value is not None and (is_either or is_made or is_same):
            found[name] = value
    return found


def _named_type(line: ast.stmt) -> tuple[str, ast.expr | None]:
    """Give the name that a line gives to something, perhaps a type, and that."""
    if isinstance(line, ast.AnnAssign):
        return _last_name(line.target), line.value
    if isinstance(line, ast.Assign):
        return _last_name(line.targets[0]), line.value
    return "", None


def _class_nodes(body: list[ast.stmt], prefix: str = "") -> Iterator[tuple[str, ast.ClassDef]]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield prefix + node.name, node
            yield from _class_nodes(node.body, f"{prefix}{node.name}.")


def _read_class(
    name: str, names: _Names, node: ast.ClassDef, known: Mapping[str, SdkClass]
) -> SdkClass:
    module = names.module
    bases = [_base_name(base, module, names.imported) for base in node.bases]
    parents = [known[base] for base in bases if base in known]
    inherited = {key: one for parent in parents for key, one in parent.members.items()}
    if _ENUM_BASES & set(bases):
        is_camel = "CamelStrEnum" in bases
        return SdkClass(name, module, "enum", _enum_members(node, is_camel=is_camel))
    columns = _assigned(node, "DB_FIELDS")
    if columns is not None or any(parent.kind == "record" for parent in parents):
        own = {} if columns is None else _record_members(columns)
        return SdkClass(name, module, "record", inherited | own)
    is_dataclass = any(_last_name(it) == "dataclass" for it in node.decorator_list)
    kind = "dataclass" if is_dataclass else "class"
    if _DTO_BASES & set(bases) or any(parent.kind == "dto" for parent in parents):
        kind = "dto"
    elif "TypedDict" in bases or any(parent.kind == "typed dict" for parent in parents):
        kind = "typed dict"
    if kind != "class" and "dict" not in bases:
        own = _root_member(node, names) | _annotated_members(node, names)
        return SdkClass(name, module, kind, inherited | own)
    return SdkClass(name, module, "class", inherited | _constructor_members(node))


def _base_name(base: ast.expr, module: str, imported: Mapping[str, str]) -> str:
    name = _last_name(base)
    return imported.get(name) or NAMES_HERE.get((module, name), name)


def _enum_members(node: ast.ClassDef, *, is_camel: bool) -> dict[str, Member]:
    members = {}
    for item in node.body:
        if isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Name):
            name = item.targets[0].id
            try:
                value = ast.literal_eval(item.value)
            except ValueError:  # `auto()`
                words = name.lower().split("_")
                value = words[0] + "".join(map(str.title, words[1:])) if is_camel else None
            # `ADMIN = (0,)` of an IntEnum is 0.
            value = value[0] if isinstance(value, tuple) else value
            members[name] = Member(name, value=value)
    return members


def _record_members(columns: ast.expr) -> dict[str, Member]:
    assert isinstance(columns, ast.Call)  # noqa: S101 - an OrderedDict
    if not columns.args:
        return {}
    (pairs,) = columns.args
    assert isinstance(pairs, ast.List)  # noqa: S101 - of pairs
    members = {}
    for pair in pairs.elts:
        assert isinstance(pair, ast.Tuple)  # noqa: S101 - of a name and types
        name, types = ast.literal_eval(pair.elts[0]), pair.elts[1]
        several = types.elts if isinstance(types, ast.Tuple) else [types]
        text = " | ".join(_type_text(one)[0] for one in several)
        members[name] = Member(name, text, nullable=True, required=False)
    return members


def _root_member(node: ast.ClassDef, names: _Names) -> dict[str, Member]:
    """Give the one field of a class whose wire form is that of this field."""
    for base in node.bases:
        if isinstance(base, ast.Subscript) and _last_name(base) in _ROOTS:
            text, nullable = _type_text(names.expanded(base.slice))
            return {"root": Member("root", text, nullable)}
    return {}


def _numbers(body: list[ast.stmt]) -> dict[str, float]:
    """Give the constants of a module that are numbers."""
    found: dict[str, float] = {}
    for line in body:
        name, value = _named_type(line)
        number = None if value is None else _number(value, found)
        if number is not None:
            found[name] = number
    return found


def _number(value: ast.expr, names: Mapping[str, float]) -> float | None:
    """Work a number out, as far as it is one, a constant, or a product; None for anything else."""
    if isinstance(value, ast.Constant) and type(value.value) in (int, float):
        return value.value
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub):
        number = _number(value.operand, names)
        return None if number is None else -number
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult):
        left, right = _number(value.left, names), _number(value.right, names)
        return None if left is None or right is None else left * right
    return math.pi if _last_name(value) == "pi" else names.get(_last_name(value))


def _limits(parts: Iterable[ast.expr | None], names: Mapping[str, float]) -> dict[str, Any]:
    """Give what each ``Field`` says of the values of a member."""
    calls = [
        it
        for part in parts
        for it in (ast.walk(part) if part is not None else ())
        if isinstance(it, ast.Call) and _last_name(it) == "Field"
    ]
    found: dict[str, Any] = {}
    for keyword in (it for call in calls for it in call.keywords):
        if keyword.arg in _NUMBER_LIMITS:
            found[keyword.arg] = _number(keyword.value, names)
        elif keyword.arg in _TEXT_LIMITS and isinstance(keyword.value, ast.Constant):
            found[keyword.arg] = keyword.value.value
    return found


def _annotated_members(node: ast.ClassDef, names: _Names) -> dict[str, Member]:
    members = {}
    for item in node.body:
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
            name = item.target.id
            annotation = names.expanded(item.annotation)
            text, nullable, required = _annotation(annotation)
            if text.startswith("ClassVar") or name.startswith("_") or name == "model_config":
                continue
            has_default = item.value is not None and not _is_required_field(item.value)
            members[name] = Member(
                name,
                text,
                nullable,
                required and not has_default,
                limits=_limits((annotation, item.value), names.numbers),
            )
    return members


def _is_required_field(value: ast.expr) -> bool:
    """Tell whether a default is pydantic's ``Field`` that only names another key."""
    return isinstance(value, ast.Call) and not any(
        keyword.arg in ("default", "default_factory") for keyword in value.keywords
    )


def _constructor_members(node: ast.ClassDef) -> dict[str, Member]:
    for item in node.body:
        if isinstance(item, ast.FunctionDef) and item.name == "__init__":
            arguments = item.args.args[1:]
            defaults = len(item.args.defaults)
            members = {}
            for position, argument in enumerate(arguments):
                if argument.annotation is None:
                    continue
                text, nullable, _ = _annotation(argument.annotation)
                required = position < len(arguments) - defaults
                members[argument.arg] = Member(argument.arg, text, nullable, required)
            return members
    return {}


def _assigned(node: ast.ClassDef, name: str) -> ast.expr | None:
    for item in node.body:
        if isinstance(item, ast.Assign) and _last_name(item.targets[0]) == name:
            return item.value
        if isinstance(item, ast.AnnAssign) and _last_name(item.target) == name:
            return item.value
    return None


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        node = node.func
    if isinstance(node, ast.Subscript):
        node = node.value
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _annotation(node: ast.expr) -> tuple[str, bool, bool]:
    """Give the type without ``Optional``, whether None is allowed, whether it must be there."""
    if isinstance(node, ast.Subscript) and _last_name(node) == "NotRequired":
        return *_type_text(node.slice), False
    return *_type_text(node), True


_TYPE_NAMES: Final = {"List": "list", "Dict": "dict", "Tuple": "tuple", "Set": "set"}


def _type_text(node: ast.expr) -> tuple[str, bool]:
    """Spell a type as today's Python does, without None; tell whether None was there."""
    if isinstance(node, ast.Constant):
        if node.value is None:
            return "None", True
        return _type_text(ast.parse(str(node.value), mode="eval").body)
    if isinstance(node, ast.Subscript):
        outer = _last_name(node)
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        inner = inner[:1] if outer == "Annotated" else inner  # the rest are no types
        is_literal = outer == "Literal"  # what stands in it are no types
        parts = [(ast.unparse(one), False) if is_literal else _type_text(one) for one in inner]
        texts = [text for text, _ in parts if text != "None"]
        if outer in ("Annotated", "Optional", "Union"):
            nullable = outer == "Optional" or any(null for _, null in parts)
            return " | ".join(texts), nullable
        return f"{_TYPE_NAMES.get(outer, outer)}[{', '.join(texts)}]", False
    if isinstance(node, ast.BinOp):
        (left, null), (right, other) = _type_text(node.left), _type_text(node.right)
        return " | ".join(one for one in (left, right) if one != "None"), null or other
    name = _last_name(node)
    return _TYPE_NAMES.get(name, name), False
