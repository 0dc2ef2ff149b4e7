"""The private names of cattrs that we need, all in one place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import takewhile
from types import FrameType
from typing import Any, Final, TypeAlias

from attrs import frozen
from cattrs import BaseConverter
from cattrs.dispatch import MultiStrategyDispatch, _DispatchNotFound
from cattrs.gen._consts import AttributeOverride

__all__ = ["AttributeOverride"]

NO_CLASS_HOOK: Final[Any] = _DispatchNotFound
"""A hook by class that stands for none: cattrs then asks the predicates.

Registered for ``datetime``, it keeps a hook for ``date`` or ``object`` from being taken instead.
"""


Dispatch: TypeAlias = MultiStrategyDispatch[Any]
"""The hooks of a converter in one direction."""


def structure_dispatch(converter: BaseConverter) -> Dispatch:
    """Return the structure hooks of a converter."""
    return converter._structure_func  # noqa: SLF001


def unstructure_dispatch(converter: BaseConverter) -> Dispatch:
    """Return the unstructure hooks of a converter."""
    return converter._unstructure_func  # noqa: SLF001


def class_hooks(dispatch: Dispatch) -> Mapping[type, Any]:
    """Return the hooks by class, also those that cattrs has of its own."""
    hooks: Mapping[type, Any] = dispatch._single_dispatch.registry  # noqa: SLF001
    return hooks


def factories(dispatch: Dispatch) -> Iterator[Callable[..., Any]]:
    """Return what is registered by predicate, hooks as well as factories: the newest first."""
    return (it[1] for it in list(dispatch._function_dispatch._handler_pairs))  # noqa: SLF001


def hooks_before(dispatch: Dispatch, last: type, kind: Any, converter: BaseConverter) -> Any:
    """Return the hook of a type among those that were registered by predicate after some others.

    Args:
        dispatch: The hooks of the converter.
        last: The class of the factory that ends the search.
        kind: The type.
        converter: What factories are called with.

    Returns:
        None when there is no such hook.
    """
    rows = list(dispatch._function_dispatch._handler_pairs)  # noqa: SLF001
    for is_of_kind, hook, is_factory, takes_converter in takewhile(
        lambda row: not isinstance(row[1], last), rows
    ):
        try:
            is_asked = is_of_kind(kind)
        except Exception:  # noqa: S112 - cattrs takes it for no
            continue
        if is_asked:
            arguments = (kind, converter) if takes_converter else (kind,)
            return hook(*arguments) if is_factory else hook
    return None


def has_class_hook(converter: BaseConverter, kind: type) -> bool:
    """Tell whether a converter has a hook by class for a type, or for a base of it."""
    dispatches = structure_dispatch(converter), unstructure_dispatch(converter)
    return any(it._single_dispatch.dispatch(kind) is not NO_CLASS_HOOK for it in dispatches)  # noqa: SLF001


def registered_union_hook(converter: BaseConverter, kind: Any) -> Any:
    """Return the structure hook that was registered for a union; None when there is none.

    cattrs asks for these after it has asked factories, and ours are such.
    """
    return getattr(converter, "_union_struct_registry", {}).get(kind)


def collection_override(converter: BaseConverter, kind: Any) -> Any:
    """Return the class that a converter was told to write a container as; None when it was not."""
    return getattr(converter, "_unstruct_collection_overrides", {}).get(kind)


def prefers_own_converters(converter: BaseConverter) -> bool:
    """Tell whether fields with a ``converter=`` of their own are handed to it as they are."""
    return bool(getattr(converter, "_prefer_attrib_converters", False))


def dict_factory(converter: BaseConverter) -> Any:
    """Return the class of the dicts that a converter writes."""
    return getattr(converter, "_dict_factory", dict)


@frozen
class FailedTag:
    """A payload that one of cattrs' own hooks for unions could not tell the class of."""

    payload: Any
    tag: str
    """The key whose value tells the class."""
    known: tuple[Any, ...]
    """The values that it may have."""

    @property
    def is_object(self) -> bool:
        """True when the payload is an object, so that it may have the key."""
        return isinstance(self.payload, Mapping)


@frozen
class ToldUnion:
    """How one of cattrs' own hooks tells the classes of a union apart."""

    by_key: tuple[tuple[str, Mapping[Any, Any] | Any], ...]
    """Keys in turn, each with the class of each of its values, or the class that it tells by being
    there."""
    default: Any = None
    """The class of every other payload; None when such a payload is refused."""


def told_union(hook: Any) -> ToldUnion | None:
    """Return how a hook of ``configure_tagged_union``, or cattrs' default for unions, tells them.

    Returns:
        None for any other hook.
    """
    if getattr(hook, "__module__", None) == _UNION_MODULES[0]:
        return _told_by_tag(_names_in(hook))
    names = _names_in(_names_in(hook).get("dis_fn"))
    if "best_discriminator" in names:
        return ToldUnion(((names["best_discriminator"], names["final_mapping"]),))
    found = names.get("uniq_attrs_dict")
    return None if found is None else ToldUnion(tuple(found.items()), names.get("fallback"))


def _told_by_tag(names: Mapping[str, Any]) -> ToldUnion | None:
    classes = {tag: cls for cls, tag in names.get("_cl_to_tag", {}).items()}
    for table in ("_tag_to_cl", "_tag_to_hook"):
        for tag, hook in names.get(table, {}).items():
            classes[tag] = _names_in(hook)["_cl"]
    if not classes:
        return None
    return ToldUnion(((names["_tag_name"], classes),), names.get("_default"))


def _names_in(function: Any) -> dict[str, Any]:
    """Return what a function knows besides its arguments: defaults and variables around it."""
    code = getattr(function, "__code__", None)
    if code is None:
        return {}
    arguments = code.co_varnames[: code.co_argcount]
    defaults = function.__defaults__ or ()
    known = dict(zip(arguments[len(arguments) - len(defaults) :], defaults, strict=True))
    cells = function.__closure__ or ()
    return known | {
        name: it.cell_contents for name, it in zip(code.co_freevars, cells, strict=True)
    }


_UNION_MODULES: Final = ("cattrs.strategies._unions", "cattrs.disambiguators")


def failed_tag(exc: BaseException) -> FailedTag | None:
    """Return what a hook of ``configure_tagged_union``, or cattrs' default for unions, looked for.

    Such a hook looks the tag up in a dict, and raises whatever that raises.

    Returns:
        None for the error of any other hook, and for one that has lost its traceback.
    """
    frame = _last_frame(exc)
    if frame is None or frame.f_globals.get("__name__") not in _UNION_MODULES:
        return None
    names = frame.f_locals
    tag = names.get("_tag_name", names.get("best_discriminator"))
    if not isinstance(tag, str):
        return None
    payload = names.get("val", names.get("data"))
    tables = (names.get(it) for it in ("_tag_to_cl", "_tag_to_hook", "final_mapping"))
    known = next((tuple(it) for it in tables if isinstance(it, Mapping)), ())
    return FailedTag(payload, tag, known)


def _last_frame(exc: BaseException) -> FrameType | None:
    traceback = exc.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    return None if traceback is None else traceback.tb_frame
