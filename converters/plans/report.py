"""What is wrong with one value, as far as it is to be said."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from typing import Any, Final

from attrs import frozen
from cattrs.errors import BaseValidationError

from converters.errors import FAULTS, Sentence, stopped

NO_PROBLEM: Final = (RecursionError, *FAULTS)
"""What is never a problem of one value: it ends the report. The outermost hook says of the first
that the whole nests too deep, and lets the others through."""


@frozen(eq=False)
class Done:
    """What an attempt had made of a container when it ended at one of its items."""

    owner: Any
    """What converts the items: the same container may stand in two places, under two types."""
    container: Any
    """The list or mapping; held, so that nothing else takes its place in memory."""
    made: Any
    """What has been made of the items before the one at which the attempt ended."""


@frozen
class Limits:
    """How much of what is wrong is said."""

    max_problems: int | None
    """How many problems at most; None for all."""
    is_detailed: bool
    """False when only the first problem is said, as with ``detailed_validation=False``."""


FIRST_PROBLEM: Final = Limits(max_problems=1, is_detailed=False)
"""For a report that nobody reads: all that matters is whether there is a problem."""


class Report:
    """The report in the making: how many problems have been found, and what is done already."""

    def __init__(self, limits: Limits, done: Iterable[Done] = ()) -> None:
        self.is_detailed: bool = limits.is_detailed
        """False when the first problem ends the report."""
        self.is_cut: bool = False
        """True when something was not looked at, as no more problems are to be said."""
        self.most: float = inf if limits.max_problems is None else limits.max_problems
        """How many problems are said at most."""
        self.left: float = self.most
        """How many more problems are to be said."""
        self._done: dict[tuple[int, int], Done] = {}
        self.note_done(done)

    @property
    def is_full(self) -> bool:
        """True when no more problems are to be said."""
        return self.left <= 0

    def cut(self) -> None:
        """Note that something is not looked at, as no more problems are to be said."""
        self.is_cut = True

    def note_done(self, done: Iterable[Done]) -> None:
        """Note what an attempt had made of the items of containers when it ended."""
        self._done |= {(id(it.owner), id(it.container)): it for it in done}

    def take_done(self, owner: Any, container: Any) -> Any:
        """Give what an attempt had made of the first items of a container; None without one."""
        found = self._done.pop((id(owner), id(container)), None)
        return None if found is None else found.made

    def add(
        self, problems: list[Exception], problem: Exception, *notes: str, times: int = 1
    ) -> None:
        """Add a problem to those of one value.

        Args:
            problems: What has been found for this value so far.
            problem: What is to be added; a group of cattrs' has been counted already.
            *notes: Where it is.
            times: How many problems it stands for.

        Raises:
            Exception: The problem itself, when only the first one is to be said, or when it is no
                problem of this value, such as a lack of memory.
        """
        if isinstance(problem, NO_PROBLEM):
            raise problem
        # A single problem has no place in a group; its first notes tell what it is about.
        if self.is_detailed or not hasattr(problem, "__notes__"):
            for note in notes:
                problem.add_note(note)
        if not self.is_detailed:
            raise problem
        if not isinstance(problem, BaseValidationError):
            self.left -= times
        if _says_all(problem):
            # It would hold the frames of all calls around it: of many problems, half of the cost.
            problem.__traceback__ = None
        problems.append(problem)

    def ended(self, group: BaseValidationError) -> BaseValidationError:
        """Give the error of the whole value: its last problem says so when the check has stopped.

        Args:
            group: All problems that were found.
        """
        if not self.is_cut:
            return group
        ended: BaseValidationError = group.derive(
            [*group.exceptions, ValueError(stopped(self.most))]
        )
        return ended

    def count(self, group: BaseValidationError) -> None:
        """Count the problems in a group that a hook has raised which is not ours.

        Raises:
            Exception: What is in the group and is no problem of a value, such as a lack of memory.
        """
        pending: list[BaseException] = [group]
        while pending:
            problem = pending.pop()
            if isinstance(problem, BaseValidationError):
                pending += problem.exceptions
            elif isinstance(problem, NO_PROBLEM):
                raise problem
            else:
                self.left -= 1


def _says_all(problem: Exception) -> bool:
    """Tell whether nobody needs to know which code has found a problem."""
    if type(problem) in (ValueError, TypeError):
        return len(problem.args) == 1 and isinstance(problem.args[0], Sentence)
    return isinstance(problem, BaseValidationError)
