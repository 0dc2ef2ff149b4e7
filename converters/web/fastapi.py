"""The models in the signatures of FastAPI: ``row: Wire[DataRow]``.

Needs the extra ``fastapi``: ``pip install 'orm-attrs[fastapi]'``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from cattrs import Converter

from converters.problems import fastapi_detail, problems
from converters.registry import ready_converter
from converters.schema import Mode, embedded_schema
from converters.tables import type_name

try:
    from fastapi import Body
    from pydantic_core import (
        InitErrorDetails,
        PydanticCustomError,
        ValidationError,
        core_schema,
    )
except ModuleNotFoundError as _exc:
    raise ModuleNotFoundError(
        "converters.web.fastapi needs an extra: pip install 'orm-attrs[fastapi]'", name=_exc.name
    ) from _exc

T = TypeVar("T")


class OnWire:
    """Says how FastAPI reads, writes and documents a type: the way a converter does.

    ``Annotated[DataRow, Body(), OnWire(DataRow, own)]`` is a body that the converter ``own``
    structures, and a response that it unstructures.
    """

    def __init__(self, kind: Any, converter: Converter | None = None) -> None:
        """Say which type, and which converter; None for the ready one."""
        self.kind = kind
        self.converter: Converter = converter or ready_converter()

    def structure(self, value: Any) -> Any:
        """Structure a body; an object, which an endpoint gives back, is left as it is.

        Raises:
            ValidationError: With all problems. FastAPI adds where in the request they are, and what
                is wrong with the rest of it, and answers with status 422.
        """
        if not _is_payload(value):
            return value
        try:
            return self.converter.structure(value, self.kind)
        except Exception as exc:
            found = fastapi_detail(problems(exc, strict=True), within=())
            raise ValidationError.from_exception_data(
                type_name(self.kind), [_pydantic_error(it) for it in found]
            ) from exc

    def unstructure(self, value: Any) -> Any:
        """Write a response."""
        return self.converter.unstructure(value, self.kind)

    def __get_pydantic_core_schema__(self, _: Any, __: Callable[..., Any]) -> Any:
        """Tell pydantic what to do with values; it calls this."""
        written = core_schema.plain_serializer_function_ser_schema(self.unstructure)
        return core_schema.no_info_plain_validator_function(self.structure, serialization=written)

    def __get_pydantic_json_schema__(self, _: Any, handler: Any) -> dict[str, Any]:
        """Tell pydantic how values look; it calls this."""
        mode: Mode = "read" if handler.mode == "validation" else "write"
        return embedded_schema(self.kind, converter=self.converter, mode=mode)


def _pydantic_error(detail: dict[str, Any]) -> InitErrorDetails:
    kind = PydanticCustomError(detail["type"], detail["msg"])
    # The value stands in the message, cut short; pydantic would repeat all of it.
    return InitErrorDetails(type=kind, loc=tuple(detail["loc"]), input=None)


def _is_payload(value: Any) -> bool:
    """Tell whether a value comes from a reader; of a container, its first item tells."""
    if value and type(value) in (list, dict):
        return _is_payload(next(iter(value.values() if type(value) is dict else value)))
    return value is None or type(value) in (list, dict, str, int, float, bool, bytes)


if TYPE_CHECKING:
    Wire = Annotated[T, ...]
else:

    class Wire:
        """``Wire[DataRow]``: a `DataRow` in a signature, as its wire has it.

        As a parameter it is the body of the request; as the type that is returned, the response.
        It takes any type that the ready converter structures: ``Wire[list[DataRow]]``.
        """

        def __class_getitem__(cls, kind: Any) -> Any:
            return Annotated[kind, Body(), OnWire(kind)]
