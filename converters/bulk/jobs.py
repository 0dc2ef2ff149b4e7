"""What is to be done with the files of a run, and by whom, as values."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, TypeVar

from attrs import evolve, field, frozen
from attrs.validators import ge, optional
from cattrs import Converter

from converters.bulk.batches import Batch, Chunk, Reject
from converters.bulk.chunks import Reading, read_chunks
from converters.bulk.lists import steps_of
from converters.bulk.parts import Part
from converters.bulk.reading import Reader
from converters.bulk.rules import Rule
from converters.bulk.runners import DaskAddress, runner_for
from converters.bulk.sinks import TableMaker
from converters.bulk.sources import Source, SourceLike
from converters.plans.nodes import list_item
from converters.registry import ready_converter
from converters.tables import base_type, split_optional

R = TypeVar("R")

Sources = SourceLike | Iterable[SourceLike]
"""One path, directory, glob, URL or open binary file, or several."""

ConverterLike = Converter | Callable[[], Converter] | None
"""A converter with our hooks; a function that makes one, which other processes can be told; or None
for the ready one."""

MOST_REJECTS: Final = 1000
"""How many rejects a summary has, unless more are asked for."""


def _pointer(_: Any, __: Any, value: str | None) -> None:
    steps_of(value or "")


@frozen
class Job:
    """What is to be done with each part; it can be sent to another process."""

    cls: Any
    converter: ConverterLike
    at: str | None = field(default=None, validator=_pointer)
    most_rejects: int = MOST_REJECTS
    finds_drift: bool = False
    is_strict: bool = False
    """True when an object is a reject whose payload has none of the keys of its class."""
    rule: Rule | None = None
    """What an object must not break besides, or it is a reject."""
    to: TableMaker | None = None
    """What makes the columns of a table; None for those of the class."""
    largest: int | None = field(default=None, validator=optional(ge(1)))
    """See `Reading`."""

    def reader(self) -> Reader[Any]:
        """Make what reads chunks."""
        converter = self.made_converter()
        return Reader(self.cls, converter, is_strict=self.is_strict, rule=self.rule)

    def made_converter(self) -> Converter:
        """Give the converter."""
        if self.converter is None:
            return ready_converter()
        return self.converter if isinstance(self.converter, Converter) else self.converter()

    def chunks(self, source: Source, on_bytes: Any = None) -> Iterator[Chunk | Reject]:
        """Read a file."""
        kind = base_type(split_optional(base_type(self.cls))[0])
        lists_are_objects = list_item(kind) is not None
        return read_chunks(source, Reading(self.at, lists_are_objects, on_bytes, self.largest))

    def batches(
        self, source: Source, reader: Reader[Any], on_bytes: Any = None
    ) -> Iterator[Batch[Any]]:
        """Read a file as objects."""
        for read in self.chunks(source, on_bytes):
            yield reader.read(read)


def _at_least_one(_: Any, attribute: Any, value: int) -> None:
    if value < 1:
        raise ValueError(f"{attribute.name}: expected at least 1, got {value}")


@frozen
class Workers:
    """Who does the parts of a run."""

    jobs: int = field(default=1, validator=_at_least_one)
    """How many processes; of a Dask cluster of this machine, how many workers."""
    dask: DaskAddress = None
    """The address of a Dask scheduler; True for a cluster of this machine; None for none."""

    @property
    def are_elsewhere(self) -> bool:
        """True when others than this process do the work."""
        return self.jobs > 1 or bool(self.dask)

    def run(self, work: Callable[[Part], R], parts: Sequence[Part]) -> Iterator[R]:
        """Let the parts be done, and give what comes of them in their order."""
        return runner_for(self.jobs, self.dask)(work, parts)

    def sendable(self, job: Job) -> Job:
        """Give a job as it can be sent to whoever works.

        Raises:
            TypeError: When its converter or its class cannot.
        """
        if not self.are_elsewhere:
            return job
        if job.converter is ready_converter():
            return evolve(job, converter=None)
        if isinstance(job.converter, Converter):
            raise TypeError(
                "a converter cannot be sent to other processes: pass the function that makes it"
            )
        if not self.dask:
            try:
                pickle.dumps(job)
            except Exception as exc:
                raise TypeError(f"it cannot be sent to other processes: {exc}") from None
        return job
