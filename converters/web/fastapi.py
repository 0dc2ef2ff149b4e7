"""The models in the signatures of FastAPI: ``row: Wire[DataRow]``.

Needs the extra ``fastapi``: ``pip install 'orm-attrs[fastapi]'``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine, Iterator
from contextvars import ContextVar
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

from attrs import define, field
from cattrs import Converter

from converters.json_text import (
    DoubtfulJSONError,
    UnwritableJSONError,
    decode,
    refuse_unwritable,
)
from converters.plans.hooks import TOO_DEEP_TO_WRITE
from converters.problems import fastapi_detail, problems
from converters.registry import ready_converter
from converters.schema import Mode, embedded_schema
from converters.tables import type_name

try:
    from fastapi import Body, Request, Response
    from fastapi.concurrency import run_in_threadpool
    from fastapi.routing import APIRoute
    from pydantic_core import (
        InitErrorDetails,
        PydanticCustomError,
        ValidationError,
        core_schema,
        to_json,
        to_jsonable_python,
    )
except ModuleNotFoundError as _exc:
    raise ModuleNotFoundError(
        "converters.web.fastapi needs an extra: pip install 'orm-attrs[fastapi]'", name=_exc.name
    ) from _exc

T = TypeVar("T")

LARGE_BODY: Final = 64 * 1024
"""Bytes of a body from which on a thread reads it, where `WireRoute` is used."""

_SPARE_LEVELS: Final = 54
"""Of the 254 levels that pydantic writes, those that may be around what a converter has read."""


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

        Besides what is wrong for the converter, what could not be written again is refused: NaN,
        text with a lone surrogate, and what nests deeper than FastAPI writes.

        Raises:
            ValidationError: With all problems. FastAPI adds where in the request they are, and what
                is wrong with the rest of it, and answers with status 422.
        """
        if not _is_payload(value):
            return value
        body = _body.get()
        if body is not None and (id(self), id(value)) in body.outcomes:
            outcome = body.outcomes.pop((id(self), id(value)))
            if isinstance(outcome, ValidationError):
                raise outcome
            return outcome
        return self._structured(value, body)

    def _structured(self, value: Any, body: _Body | None) -> Any:
        try:
            made = self.converter.structure(value, self.kind)
            self._refuse_unwritable(value, made, body)
        except Exception as exc:
            found = fastapi_detail(problems(exc, strict=True), within=())
            raise ValidationError.from_exception_data(
                type_name(self.kind), [_pydantic_error(it) for it in found]
            ) from exc
        return made

    def _refuse_unwritable(self, value: Any, made: Any, body: _Body | None) -> None:
        try:
            _check_writable(value)
        except UnwritableJSONError:
            if body is None:  # FastAPI has read it: it may have been NaN, which is no JSON.
                raise
        except ValueError:
            pass
        else:
            return
        try:
            # What nobody reads may be anything.
            _check_writable(self.converter.unstructure(made, self.kind))
        except ValueError as problem:
            raise problem if body is None or body.doubt is None else body.doubt from None

    def unstructure(self, value: Any, info: Any = None) -> Any:
        """Write a response.

        Args:
            value: An object of the type.
            info: What pydantic knows about the response: ``response_model_include`` and
                ``response_model_exclude`` name keys of the wire.

        Raises:
            ValueError: When it has no JSON, such as NaN; and for ``response_model_exclude_none``
                and the like.
        """
        written = self.converter.unstructure(value, self.kind)
        refuse_unwritable(written)
        for option in ("exclude_unset", "exclude_defaults", "exclude_none"):
            if getattr(info, option, False):
                raise ValueError(
                    f"response_model_{option}: the converter says what is left out, for instance "
                    "OnWire(DataRow, make_converter(omit_if_default=True))"
                )
        include, exclude = getattr(info, "include", None), getattr(info, "exclude", None)
        if include is None and exclude is None:
            return written
        return to_jsonable_python(written, include=include, exclude=exclude)

    def __get_pydantic_core_schema__(self, _: Any, __: Callable[..., Any]) -> Any:
        """Tell pydantic what to do with values; it calls this."""
        written = core_schema.plain_serializer_function_ser_schema(self.unstructure, info_arg=True)
        return core_schema.no_info_plain_validator_function(self.structure, serialization=written)

    def __get_pydantic_json_schema__(self, _: Any, handler: Any) -> dict[str, Any]:
        """Tell pydantic how values look; it calls this."""
        mode: Mode = "read" if handler.mode == "validation" else "write"
        return embedded_schema(self.kind, converter=self.converter, mode=mode)


def _pydantic_error(detail: dict[str, Any]) -> InitErrorDetails:
    kind = PydanticCustomError(detail["type"], detail["msg"])
    # The value stands in the message, cut short; pydantic would repeat all of it.
    return InitErrorDetails(type=kind, loc=tuple(detail["loc"]), input=None)


def _check_writable(value: Any) -> None:
    """Refuse what could not be written again.

    Raises:
        UnwritableJSONError: For numbers that JSON has not.
        ValueError: For text with a lone surrogate, and for what nests deeper than pydantic writes.
    """
    nested = value
    for _ in range(_SPARE_LEVELS):
        nested = [nested]
    try:
        text = to_json(nested, inf_nan_mode="constants", fallback=str)
    except ValueError:
        refuse_unwritable(value)
        raise ValueError(TOO_DEEP_TO_WRITE) from None
    if b"NaN" in text or b"Infinity" in text:
        try:
            refuse_unwritable(value)
        except ValueError:
            raise UnwritableJSONError("invalid JSON: NaN and infinity are no numbers") from None


# --- bodies that are read by ourselves ------------------------------------------------------------


@define(eq=False)
class _Body:
    """The body of the request that is being answered."""

    content: Any = None
    """What its text says; held, so that nothing else takes its place in memory."""
    doubt: DoubtfulJSONError | None = None
    """What could not be written again; None when nothing is doubtful."""
    outcomes: dict[tuple[int, int], Any] = field(factory=dict)
    """What came of the values that were structured already, by the ids of the `OnWire` and value:
    an object, or a ``ValidationError``."""

    def read(self, data: bytes, parameters: list[tuple[str | None, OnWire]]) -> None:
        """Read the text, and structure what is known of it.

        Args:
            data: The text.
            parameters: The key of each value in the text, None for the whole, and what reads it.

        Raises:
            JSONDecodeError: When it is no JSON.
        """
        try:
            self.content = decode(data)
        except DoubtfulJSONError as doubt:
            self.content, self.doubt = doubt.content, doubt
        except ValueError as exc:
            raise json.JSONDecodeError(str(exc), "", 0) from None
        for key, on_wire in parameters:
            value = self.content
            if key is not None:
                if not isinstance(value, dict) or key not in value:
                    continue
                value = value[key]
            try:
                outcome = on_wire._structured(value, self)  # noqa: SLF001
            except ValidationError as exc:
                outcome = exc
            self.outcomes[id(on_wire), id(value)] = outcome


_body: Final[ContextVar[_Body | None]] = ContextVar("_body", default=None)


class WireRoute(APIRoute):
    """Lets `loads` read the bodies of JSON, large ones in a thread, for any ``Wire[...]``.

    Set it before the endpoints are defined: ``app.router.route_class = WireRoute``, or
    ``APIRouter(route_class=WireRoute)``. Without it FastAPI reads the text, on the event loop, and
    the objects are made there, too.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Give what answers a request; FastAPI calls this."""
        answer = super().get_route_handler()
        found = list(_body_parameters(self.dependant))
        is_whole = len({name for name, _ in found}) == 1 and not getattr(found[0][1], "embed", None)
        parameters = [
            (None if is_whole else name, it)
            for name, info in found
            for it in info.metadata
            if isinstance(it, OnWire)
        ]

        async def answer_with_body(request: Request) -> Response:
            body = _Body()
            token = _body.set(body)
            try:
                return await answer(_WireRequest(request, body, parameters))
            finally:
                _body.reset(token)

        return answer_with_body if parameters else answer


def _body_parameters(dependant: Any) -> Iterator[tuple[str, Any]]:
    """Give the names in the body and pydantic's facts of an endpoint's parameters."""
    for dependency in dependant.dependencies:
        yield from _body_parameters(dependency)
    for parameter in dependant.body_params:
        yield parameter.alias, parameter.field_info


class _WireRequest(Request):
    """A request whose text of JSON is read by us."""

    def __init__(
        self, request: Request, body: _Body, parameters: list[tuple[str | None, OnWire]]
    ) -> None:
        super().__init__(request.scope, request.receive, request._send)  # noqa: SLF001
        self._wire_body = body
        self._parameters = parameters

    async def json(self) -> Any:
        """Give the content of the body; FastAPI calls this."""
        data = await self.body()
        if len(data) >= LARGE_BODY:
            await run_in_threadpool(self._wire_body.read, data, self._parameters)
        else:
            self._wire_body.read(data, [])
        return self._wire_body.content


# --- bodies of any kind ---------------------------------------------------------------------------


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
