"""The place for what an object was read with, besides its fields."""

from typing import Any, ClassVar, Self, SupportsIndex

import attrs


class Keeper:
    """Base of every class whose objects can hold what a payload had and their fields do not say.

    It adds one slot, which is empty unless a converter that keeps unknown things fills it. What is
    there is no field: it takes no part in equality, hash and ``repr``, and follows the object
    through ``copy``, ``copy.replace`` and ``pickle``. ``attrs.evolve`` calls the class, so what it
    makes holds nothing.
    """

    __slots__ = ("_kept",)

    _kept: Any

    _more_state: ClassVar[tuple[str, ...]] = ("_kept",)
    """The slots that are no fields."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        # attrs gives each class one of its own, which hands nothing on, unless it finds one.
        if "__replace__" not in vars(cls):
            cls.__replace__ = Keeper.__replace__  # type: ignore[method-assign]

    def __replace__(self, /, **changes: Any) -> Self:
        """Make a copy with some fields changed, which holds what the object holds."""
        made: Any = attrs.evolve(self, **changes)  # type: ignore[misc]
        self._hand_on(made)
        replaced: Self = made
        return replaced

    def _hand_on(self, made: Any) -> None:
        held = getattr(self, "_kept", None)
        if held is not None:
            object.__setattr__(made, "_kept", held)

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        found = {name: getattr(self, name, None) for name in self._more_state}
        more = {name: value for name, value in found.items() if value}
        if not more:
            return super().__reduce_ex__(protocol)
        if not hasattr(self, "__setstate__"):
            return restore, (type(self), vars(self), more)
        # Protocol 2 is the first that gives the state of an object with slots.
        reduced: Any = super().__reduce_ex__(2)
        return restore, (type(self), reduced[2], more)


def restore(cls: type, state: Any, more: dict[str, Any]) -> Any:
    """Make an object whose slots besides the fields are filled, for ``copy`` and ``pickle``."""
    obj: Any = object.__new__(cls)
    if hasattr(obj, "__setstate__"):
        obj.__setstate__(state)
    else:
        obj.__dict__.update(state)
    for name, value in more.items():
        object.__setattr__(obj, name, value)
    return obj
