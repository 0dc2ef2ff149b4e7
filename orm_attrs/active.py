"""Encord Active: which data of a project it is to show."""

from enum import Enum

from attrs import define

from orm_attrs._keeper import Keeper


class ActiveProjectMode(Enum):
    """How much of a project is brought into Encord Active."""

    DATA = "data"
    """The data alone."""
    LABEL = "label"
    """The data and its labels."""
    METRIC = "metric"
    """These, and what is measured on them."""
    ADVANCED = "advanced"
    """These, and all else that can be computed."""


@define
class ActiveProjectImportPayload(Keeper):
    """How to bring a project into Encord Active.

    Body of ``v2/public/active/<project>/import`` (POST), which has no answer.
    """

    project_mode: ActiveProjectMode
    """How much of the project is brought in."""
    video_sampling_rate: float | None = None
    """How many frames of each video are taken, as a rate; `None` leaves it to the server."""
