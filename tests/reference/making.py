"""Values that the reference takes, too: within its limits, and of today's platform alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import cos, sin
from typing import Any, Final

from attrs import evolve
from strategies import Maker

import orm_attrs as orm
from converters.tables import WireField, wire_fields


class ReferenceMaker(Maker):
    """Makes values of which most are taken by the reference: only few are beyond its limits."""

    def instance(self, kind: Any) -> Any:
        if not self.depth:
            self.only_known = not self.happens(4)
        made = super().instance(kind)
        if self.happens(30):
            return made
        changes = {
            one.attribute.alias: _within(self, getattr(made, one.name), one)
            for one in wire_fields(kind)
            if one.limits and getattr(made, one.name) is not None
        }
        if type(made) in _RIGHT:
            changes |= _RIGHT[type(made)](self, made)
        return evolve(made, **changes) if changes else made

    def number(self) -> float:
        """Make a number whose square is one, too."""
        found = super().number()
        return found if abs(found) < 1e100 else 0.5


def _within(maker: Maker, value: Any, one: WireField) -> Any:
    """Give a value within the limits of a field: the same one, where it is."""
    limits = one.limits
    if "pattern" in limits:
        return maker.random.choice(("#fff", "#00FF7f", "#00ff7f80"))
    if isinstance(value, list) and limits.get("minItems") == limits.get("maxItems"):
        return [maker.number() for _ in range(limits["minItems"])]
    if isinstance(value, list):
        return value or ["x"] * limits.get("minItems", 0)
    if isinstance(value, (int, float)):
        least, most = limits.get("minimum", -1000), limits.get("maximum", 1000)
        if least <= value <= most:
            return value
        made = maker.random.uniform(least, most)
        return int(made) if one.type is int else made
    if isinstance(value, str):
        return value[: limits.get("maxLength")] or "x"
    return value


# --- what only several fields together can have right ---------------------------------------------


def _rotation(maker: Maker) -> tuple[float, ...]:
    angle = maker.random.uniform(-3, 3)
    return (cos(angle), -sin(angle), 0, sin(angle), cos(angle), 0, 0, 0, 1)


def _affine(maker: Maker, _: Any) -> dict[str, Any]:
    a, b, c, d, e, f, g, h, i = _rotation(maker)
    x, y, z = (maker.random.uniform(-50, 50) for _ in range(3))
    return {"root": (a, b, c, 0, d, e, f, 0, g, h, i, 0, x, y, z, 1)}


def _quaternion(maker: Maker, _: Any) -> dict[str, Any]:
    angle = maker.random.uniform(-3, 3)
    return {"x": 0, "y": sin(angle), "z": 0, "w": cos(angle)}


_AXES: Final = (("forward", "left", "up"), ("right", "down", "forward"), ("left", "up", "forward"))
"""Axes that are those of a right hand, as conventions of one scene must be."""


def _convention(maker: Maker, _: Any) -> dict[str, Any]:
    axes = maker.random.choice(_AXES)
    return {name: orm.Direction(axis) for name, axis in zip("xyz", axes, strict=True)}


def _layout(maker: Maker, made: orm.SceneLayout) -> dict[str, Any]:
    """Let each tile stand in one place, and at most one of them be of the scene in space."""
    kinds = orm.SceneImageTile, orm.SceneTimeSeriesTile
    tiles = {name: it for name, it in made.tiles.items() if isinstance(it, kinds)}
    tiles = tiles or {"main": orm.Scene3DViewerTile(has_side_view=True, show_camera_switcher=True)}
    series = [name for name, it in tiles.items() if isinstance(it, orm.SceneTimeSeriesTile)]
    timeline = [name for name in series if maker.happens(2)]
    layout: Any = None
    for name in tiles.keys() - set(timeline):
        layout = layout and orm.SceneTileLayout(
            direction=orm.SceneTileLayoutDirection.ROW,
            first=layout,
            second=name,
        )
        layout = layout or name
    return {"tiles": tiles, "layout": layout, "timeline": timeline}


_FORMATS: Final = [it.value for it in orm.SelfContainedFormat if it.name != "UNKNOWN"]


def _address(maker: Maker, _: Any) -> dict[str, Any]:
    place = maker.random.choice(("s3://bucket/drive", "https://example.com/a%20b"))
    return {"root": f"{place}.{maker.random.choice(_FORMATS)}"}


def _address_with_format(maker: Maker, _: Any) -> dict[str, Any]:
    return {"url": "s3://bucket/drive", "format": maker.random.choice(_FORMATS)}


_RIGHT: Final[Mapping[type, Callable[[Maker, Any], dict[str, Any]]]] = {
    orm.Convention: _convention,
    orm.InputAffineTransform: _affine,
    orm.InputQuaternion: _quaternion,
    orm.InputRotationMatrix: lambda maker, _: {"root": _rotation(maker)},
    orm.SceneLayout: _layout,
    orm.SelfContainedStream: lambda *_: {"entity_type": "time_series"},
    orm.ValidatedSceneUrlWithExtension: _address,
    orm.ValidatedSceneUrlWithFormat: _address_with_format,
}
"""Class to what gives fields values that are right together."""
