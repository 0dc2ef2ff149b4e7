"""The objects of the Encord annotation platform, as plain attrs classes and enums.

A module is imported when one of its names is first asked for: attrs takes its time to make a class,
and few programs use all of them. ``__init__.pyi`` lists the names.
"""

from orm_attrs import _on_demand

__all__ = sorted(_on_demand.MODULE_OF)  # pyright: ignore[reportUnsupportedDunderAll] # noqa: PLE0605 - the stub says it


def __getattr__(name: str) -> object:
    return _on_demand.find(name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *_on_demand.MODULES})
