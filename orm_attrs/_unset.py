"""What stands for a key that is left out, where null says something else."""

from typing import Final, final


@final
class Unset:
    """The class of `UNSET`, for annotations: ``name: str | Unset | None = UNSET``."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __reduce__(self) -> str:
        return "UNSET"  # a copy of it is the same


UNSET: Final = Unset()
"""The value of a field of a request whose key is left out, so that the server changes nothing.

None is null there, which takes the value away.
"""
