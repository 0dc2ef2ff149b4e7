"""The models in the signatures of FastAPI: ``row: Wire[DataRow]``.

Needs the extra ``fastapi``: ``pip install 'orm-attrs[fastapi]'``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from cattrs import Converter

from converters.problems import fastapi_detail, problems
from converters.registry import ready_converter
from converters.schema import Mode, json_schema

try:
    from fastapi import Body
    from fastapi.exceptions import RequestValidationError
    from pydantic_core import core_schema
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
            RequestValidationError: With all problems, which FastAPI answers with status 422.
        """
        if not _is_payload(value):
            return value
        try:
            return self.converter.structure(value, self.kind)
        except Exception as exc:
            raise RequestValidationError(fastapi_detail(problems(exc, strict=True))) from exc

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
        schema = json_schema(self.kind, converter=self.converter, mode=mode, inline=True)
        del schema["$schema"]
        return schema


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
