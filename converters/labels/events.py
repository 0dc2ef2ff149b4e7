"""Event-based scenes: where an object is between two entries of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from math import acos, asin, atan2, cos, sin, sqrt
from typing import Any, Final

from attrs import evolve

from converters.labels.ranges import Range, merge
from orm_attrs import Cuboid, LabelObject, Point
from orm_attrs.labels import Interpolation, ObjectEvent

DERIVED_CONFIDENCE: Final = 0.99
"""How sure an object is that stands in no entry, but between two."""


def is_delete(entry: LabelObject) -> bool:
    """Tell whether an entry deletes its object."""
    return entry.event == ObjectEvent.DELETE


class Track:
    """The entries of an object in an event-based scene, those that delete it, too."""

    def __init__(self, entries: Mapping[int, LabelObject]) -> None:
        """Take the entries, in the order of their nanoseconds."""
        self._times = list(entries)
        self._entries = list(entries.values())

    def presence(self) -> list[Range]:
        """Return when the object is there: from an entry to right before the next that deletes it.

        Where none deletes it, the last entry is the end.
        """
        found: list[Range] = []
        start: int | None = None
        for time, entry in zip(self._times, self._entries, strict=True):
            if is_delete(entry):
                if start is not None:
                    found.append((start, time - 1))
                start = None
            elif start is None:
                start = time
        if start is not None:
            found.append((start, self._times[-1]))
        return merge(found)

    def at(self, time: int) -> LabelObject | None:
        """Return the object as it is at a time.

        Args:
            time: Nanoseconds from the start of the scene.

        Returns:
            The entry of that time; else the entry before, or where that moves on, an object between
            it and the next one. None where the object is not there.
        """
        index = bisect_right(self._times, time) - 1
        if index < 0 or is_delete(self._entries[index]):
            return None
        start, entry = self._times[index], self._entries[index]
        if start == time:
            return entry
        if index + 1 == len(self._times):
            return None
        end, following = self._times[index + 1], self._entries[index + 1]
        if entry.interpolate != Interpolation.LINEAR or is_delete(following):
            return entry
        return _between(entry, following, (time - start) / (end - start))


def _between(entry: LabelObject, following: LabelObject, part: float) -> LabelObject:
    """Return an object on its way to the next entry; the entry where its shape does not move."""
    a, b = getattr(entry, "geometry", None), getattr(following, "geometry", None)
    if isinstance(a, Point) and isinstance(b, Point):
        z = None if a.z is None or b.z is None else _mix(a.z, b.z, part)
        geometry: Any = Point(_mix(a.x, b.x, part), _mix(a.y, b.y, part), z)
    elif isinstance(a, Cuboid) and isinstance(b, Cuboid) and _is_whole(a) and _is_whole(b):
        geometry = Cuboid(
            [_mix(x, y, part) for x, y in zip(a.position, b.position, strict=True)],
            _turned(a.orientation, b.orientation, part),
            [_mix(x, y, part) for x, y in zip(a.size, b.size, strict=True)],
        )
    else:
        return entry
    changes: dict[str, Any] = {"geometry": geometry, "confidence": DERIVED_CONFIDENCE}
    return evolve(entry, **changes)


def _mix(a: float, b: float, part: float) -> float:
    return a + (b - a) * part


def _is_whole(cuboid: Cuboid) -> bool:
    """Tell whether a cuboid has all of its numbers, which nothing else checks."""
    parts = (cuboid.position, cuboid.orientation, cuboid.size)
    return all(len(it) == 3 for it in parts)  # noqa: PLR2004 - x, y and z


# --- rotations ------------------------------------------------------------------------------------

Quaternion = tuple[float, float, float, float]
"""w, x, y, z."""

_NEARLY_ONE: Final = 0.9995
"""The cosine from which on two rotations are so near that they are mixed in a straight line."""


def _turned(a: list[float], b: list[float], part: float) -> list[float]:
    """Return the rotation on the shortest way between two, as angles about x, y and z."""
    start, end = _quaternion(*a), _quaternion(*b)
    cosine = sum(x * y for x, y in zip(start, end, strict=True))
    if cosine < 0:
        cosine, end = -cosine, (-end[0], -end[1], -end[2], -end[3])
    if cosine > _NEARLY_ONE:
        of_start, of_end = 1 - part, part
    else:
        angle = acos(cosine)
        of_start, of_end = (sin((1 - part) * angle) / sin(angle), sin(part * angle) / sin(angle))
    w, x, y, z = (p * of_start + q * of_end for p, q in zip(start, end, strict=True))
    length = sqrt(w * w + x * x + y * y + z * z)
    return _angles(w / length, x / length, y / length, z / length)


def _quaternion(about_x: float, about_y: float, about_z: float) -> Quaternion:
    """Return the quaternion of angles, of which that about x turns last: X * Y * Z."""
    (c1, c2, c3) = (cos(it / 2) for it in (about_x, about_y, about_z))
    (s1, s2, s3) = (sin(it / 2) for it in (about_x, about_y, about_z))
    return (
        c1 * c2 * c3 - s1 * s2 * s3,
        s1 * c2 * c3 + c1 * s2 * s3,
        c1 * s2 * c3 - s1 * c2 * s3,
        c1 * c2 * s3 + s1 * s2 * c3,
    )


def _angles(w: float, x: float, y: float, z: float) -> list[float]:
    """Return the angles of a quaternion, in the same order."""
    sine = max(-1.0, min(1.0, 2 * (x * z + w * y)))
    if abs(sine) > 1 - 1e-9:  # looking straight along: x and z turn about one line
        return [2 * atan2(x, w), asin(sine), 0.0]
    return [
        atan2(2 * (w * x - y * z), 1 - 2 * (x * x + y * y)),
        asin(sine),
        atan2(2 * (w * z - x * y), 1 - 2 * (y * y + z * z)),
    ]
