"""The models in the signatures of Litestar: ``Litestar(..., plugins=[WirePlugin()])``.

Needs the extra ``litestar``: ``pip install 'orm-attrs[litestar]'``.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, Final, get_args

from cattrs import Converter

from converters.json_text import dumps_as, loads, refuse_unwritable
from converters.problems import fastapi_detail, problems
from converters.registry import ready_converter
from converters.schema import Mode, Schema, embedded_schema

try:
    from litestar import MediaType, Request, Response
    from litestar.concurrency import sync_to_thread
    from litestar.config.app import AppConfig
    from litestar.dto import AbstractDTO, DTOConfig
    from litestar.exceptions import ClientException, SerializationException
    from litestar.openapi import spec
    from litestar.plugins import InitPlugin, SerializationPlugin
    from litestar.serialization import decode_msgpack
    from litestar.typing import FieldDefinition

    from converters.web.holders import holding_converter, holds_class
except ModuleNotFoundError as _exc:
    raise ModuleNotFoundError(
        "converters.web.litestar needs an extra: pip install 'orm-attrs[litestar]'", name=_exc.name
    ) from _exc

LARGE_BODY: Final = 64 * 1024
"""Bytes of a body from which on a thread reads it."""

_IS_JSON: Final = re.compile(r"application/([\w.-]+\+)?json").fullmatch
_NOT_READ: Final = object()
_MESSAGEPACK: Final = ("application/vnd.msgpack", "application/x-msgpack", "application/msgpack")


class WirePlugin(InitPlugin, SerializationPlugin):
    """Lets a converter read, write and document the attrs classes in all signatures.

    So it does for attrs classes, for what holds some, such as ``list[DataRow]``, and for
    dataclasses, ``TypedDict``, ``NamedTuple`` and ``msgspec.Struct`` with fields of these. Bodies
    are read as `loads` does it, and answers written as `dumps` does it, or both as MessagePack
    where the handler says so. A bad payload is answered with status 422, and all problems under
    ``extra``; a body of another type with 415.

    Without the plugin, Litestar reads and writes attrs classes by the names of their attributes.
    So it still does where the signature does not tell: say ``Response[DataRow]`` instead of
    ``Response``. Hooks that are registered after the application was made may be missed by types
    that hold a ``Struct``.
    """

    def __init__(self, converter: Converter | None = None) -> None:
        """Say which converter; None for the ready one."""
        self.converter: Converter = converter or ready_converter()

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        """Let large bodies be read in a thread; Litestar calls this."""
        base: Any = app_config.request_class or Request
        app_config.request_class = type(base.__name__, (_WireRequest, base), {})
        return app_config

    def supports_type(self, field_definition: FieldDefinition) -> bool:
        """Tell whether a type is an attrs class, or holds one; Litestar calls this."""
        return holds_class(field_definition.annotation)

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
            "converter": holding_converter(self.converter, kind),
            "config": DTOConfig(),
        }
        return type("WireDTO", (_WireDTO,), facts)


class _WireRequest(Request[Any, Any, Any]):
    """A request whose large bodies are structured in a thread."""

    async def body(self) -> bytes:
        """Give the body; Litestar asks for it before it asks what is to be made of it."""
        body = await super().body()
        if len(body) < LARGE_BODY or "_wire_read" in vars(self):
            return body
        dto = self.route_handler.resolve_data_dto()
        if isinstance(dto, type) and issubclass(dto, _WireDTO):
            self._wire_read = await sync_to_thread(_outcome, dto(self).read, body)
        return body


def _outcome(read: Any, body: bytes) -> Any:
    """Give what reading a body gives, or the exception that it raises."""
    try:
        return read(body)
    except Exception as exc:
        return exc


class _WireDTO(AbstractDTO[Any]):
    """What Litestar asks to read and to write one type."""

    annotation: ClassVar[Any]
    """What stands in the signature."""
    kind: ClassVar[Any]
    """The type that is read or written: mostly the same, or the content of a ``Response``."""
    converter: ClassVar[Converter]

    def decode_bytes(self, value: bytes) -> Any:
        outcome = getattr(self.asgi_connection, "_wire_read", _NOT_READ)
        if outcome is _NOT_READ:
            return self.read(value)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def read(self, value: bytes) -> Any:
        """Structure the text of a body, or what it has in MessagePack."""
        connection: Any = self.asgi_connection
        content_type = connection.content_type[0].lower()
        declared = connection.route_handler.parsed_data_field.kwarg_definition
        wanted = _text_of(getattr(declared, "media_type", MediaType.JSON))
        is_messagepack = wanted in _MESSAGEPACK
        is_meant = content_type in _MESSAGEPACK if is_messagepack else _IS_JSON(content_type)
        # Pages of other sites may send text, forms or nothing at all without asking before.
        if not is_meant and content_type != wanted:
            got = content_type[:100] or "nothing"
            raise ClientException(f"expected a body of {wanted}, got {got}", status_code=415)
        if is_messagepack:
            return self._refusing(self._from_messagepack, value)
        return self._refusing(loads, value, self.kind, converter=self.converter)

    def decode_builtins(self, value: Any) -> Any:
        return self._refusing(self.converter.structure, value, self.kind)

    def _from_messagepack(self, value: bytes) -> Any:
        try:
            content = decode_msgpack(value)
        except SerializationException as exc:
            raise ValueError(f"invalid MessagePack: {exc}") from None
        made = self.converter.structure(content, self.kind)
        refuse_unwritable(self.converter.unstructure(made, self.kind))
        return made

    def _refusing(self, read: Any, *arguments: Any, **options: Any) -> Any:
        """Read something, and answer with what is wrong with it."""
        try:
            return read(*arguments, **options)
        except Exception as exc:
            found = fastapi_detail(problems(exc, strict=True), within=())
            detail = f"{len(found)} problem{'' if len(found) == 1 else 's'} in the payload"
            raise ClientException(detail, status_code=422, extra=found) from exc

    def data_to_encodable_type(self, data: Any) -> Any:
        handler = self.asgi_connection.route_handler
        if isinstance(data, Response):
            # It may also be about an error, and have another content.
            media_type = data.media_type or handler.media_type
            data.content = self._written(data.content, type(data.content), media_type)
            return data
        return self._written(data, self.kind, handler.media_type)

    def _written(self, data: Any, kind: Any, media_type: Any) -> Any:
        if not media_type or _IS_JSON(_text_of(media_type)):
            return dumps_as(data, kind, self.converter)
        written = self.converter.unstructure(data, kind)
        refuse_unwritable(written)
        return written

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


def _text_of(media_type: Any) -> str:
    return str(getattr(media_type, "value", media_type))


class _ReadySchema(spec.Schema):
    """A schema that is there already."""

    def __init__(self, ready: Schema) -> None:
        super().__init__()
        self.ready = ready

    def to_schema(self) -> Schema:
        return self.ready
