"""The models in the signatures of Litestar: ``Litestar(..., plugins=[WirePlugin()])``.

Needs the extra ``litestar``: ``pip install 'orm-attrs[litestar]'``.
"""

from __future__ import annotations

from typing import Any, ClassVar, get_args, get_origin

import attrs
from cattrs import Converter

from converters.json_text import decode
from converters.problems import fastapi_detail, problems
from converters.registry import ready_converter
from converters.schema import Mode, Schema, embedded_schema

try:
    from litestar import Response
    from litestar.dto import AbstractDTO, DTOConfig
    from litestar.exceptions import ClientException
    from litestar.openapi import spec
    from litestar.plugins import SerializationPlugin
    from litestar.typing import FieldDefinition
except ModuleNotFoundError as _exc:
    raise ModuleNotFoundError(
        "converters.web.litestar needs an extra: pip install 'orm-attrs[litestar]'", name=_exc.name
    ) from _exc


class WirePlugin(SerializationPlugin):
    """Lets a converter read, write and document the attrs classes in all signatures.

    A bad payload is answered with status 422, and all problems under ``extra``. Without the
    plugin, Litestar reads and writes attrs classes by the names of their attributes. So it still
    does where the signature does not tell: say ``Response[DataRow]`` instead of ``Response``.
    """

    def __init__(self, converter: Converter | None = None) -> None:
        """Say which converter; None for the ready one."""
        self.converter: Converter = converter or ready_converter()

    def supports_type(self, field_definition: FieldDefinition) -> bool:
        """Tell whether a type is an attrs class, or holds one; Litestar calls this."""
        return _holds_class(field_definition.annotation)

    def create_dto_for_type(self, field_definition: FieldDefinition) -> type[AbstractDTO[Any]]:
        """Make what reads and writes a type; Litestar calls this."""
        annotation = field_definition.annotation
        kind = annotation
        if field_definition.is_subclass_of(Response):
            (kind,) = get_args(annotation)
        facts = {
            "annotation": annotation,
            "kind": kind,
            "model_type": kind,
            "converter": self.converter,
            "config": DTOConfig(),
        }
        return type("WireDTO", (_WireDTO,), facts)


def _holds_class(kind: Any) -> bool:
    cls = get_origin(kind) or kind
    return (isinstance(cls, type) and attrs.has(cls)) or any(map(_holds_class, get_args(kind)))


class _WireDTO(AbstractDTO[Any]):
    """What Litestar asks to read and to write one type."""

    annotation: ClassVar[Any]
    """What stands in the signature."""
    kind: ClassVar[Any]
    """The type that is read or written: mostly the same, or the content of a ``Response``."""
    converter: ClassVar[Converter]

    def decode_bytes(self, value: bytes) -> Any:
        try:
            content = decode(value)
        except ValueError as exc:
            raise ClientException(str(exc)) from exc
        return self.decode_builtins(content)

    def decode_builtins(self, value: Any) -> Any:
        try:
            return self.converter.structure(value, self.kind)
        except Exception as exc:
            found = fastapi_detail(problems(exc, strict=True), within=())
            detail = f"{len(found)} problem{'' if len(found) == 1 else 's'} in the payload"
            raise ClientException(detail, status_code=422, extra=found) from exc

    def data_to_encodable_type(self, data: Any) -> Any:
        if isinstance(data, Response):
            # It may also be about an error, and have another content.
            data.content = self.converter.unstructure(data.content)
            return data
        return self.converter.unstructure(data, self.kind)

    @classmethod
    def create_for_field_definition(
        cls, field_definition: FieldDefinition, handler_id: str, backend_cls: Any = None
    ) -> None:
        """Need no backend of Litestar's: the converter does what those do."""

    @classmethod
    def is_supported_model_type_field(cls, field_definition: FieldDefinition) -> bool:
        return bool(field_definition.annotation == cls.annotation)

    @classmethod
    def create_openapi_schema(
        cls, field_definition: FieldDefinition, handler_id: str, schema_creator: Any
    ) -> spec.Schema:
        mode: Mode = "read" if field_definition.name == "data" else "write"
        return _ReadySchema(embedded_schema(cls.kind, converter=cls.converter, mode=mode))


class _ReadySchema(spec.Schema):
    """A schema that is there already."""

    def __init__(self, ready: Schema) -> None:
        super().__init__()
        self.ready = ready

    def to_schema(self) -> Schema:
        return self.ready
