"""Algorithms that make labels out of labels, and what to run them on."""

from typing import Any

from attrs import define

from orm_attrs._keeper import Keeper


@define
class LabelingAlgorithm(Keeper):
    """A run of an algorithm. Payload of the `labelingalgorithm` query (POST).

    A field is `None` when it is not set.
    """

    algorithm_name: str | None = None
    """Either ``"interpolation"`` or ``"fitted_bounding_box"``."""
    algorithm_parameters: dict[str, Any] | None = None
    """The fields of `ObjectInterpolationParams` or of `BoundingBoxFittingParams`."""


@define
class ObjectInterpolationParams(Keeper):
    """Fills the frames between labelled ones. Parameters of a `LabelingAlgorithm`.

    Boxes, polygons and keypoints can be interpolated. A field is `None` when it is not set.
    """

    key_frames: dict[str, Any] | None = None
    """Frame number, as text, to the labels of that frame."""
    objects_to_interpolate: list[Any] | None = None
    """Identifiers of the objects to follow from frame to frame."""


@define
class BoundingBoxFittingParams(Keeper):
    """Fits boxes around labelled objects. Parameters of a `LabelingAlgorithm`.

    A field is `None` when it is not set.
    """

    labels: dict[str, Any] | None = None
    """Frame number, as text, to the labels of that frame."""
    video: dict[str, Any] | None = None
    """The video's ``width`` and ``height``, in pixels."""
