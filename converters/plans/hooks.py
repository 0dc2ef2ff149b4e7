"""What a hook is made of: an attempt for good values, and a detailed part that reports bad ones.

cattrs gets one function for each type. It makes an attempt: code that is written for good values
and that never says what is wrong. When that fails, the outermost hook, and no other, goes through
the value once more with the detailed part, which calls the detailed parts of the types inside. So
however deep values nest, each is attempted once and reported once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from threading import local
from typing import Any, Final, Protocol, cast

from attrs import field, frozen
from cattrs.errors import BaseValidationError

from converters.errors import FAULTS, ProblemCode, make_sentence
from converters.plans.report import NO_PROBLEM, Done, Limits, Report
from converters.wire.codecs import CodecHook

Attempt = Callable[[Any], Any]
"""Takes a value and gives the result; raises anything at all when the value is not plain."""

AttemptItems = Callable[[list[Any], list[Any]], None]
"""Takes values and a list, and appends what each of them gives until one is not plain."""

Detailed = Callable[[Any, Report], Any]
"""Takes any value and gives the result; raises what is wrong with it."""


class NotPlain(BaseException):
    """Ends a hook of ours without a report, through hooks that are not ours, within an attempt.

    A ``BaseException``, so that a service's hook that calls the converter does not take it for a
    problem of the payload, and handle it.
    """

    def __init__(self, stop: Exception) -> None:
        super().__init__()
        self.stop = stop
        """What ended the attempt inside."""


class Stopped(Exception):  # noqa: N818 - nobody but us sees it
    """Ends an attempt at an item of a container."""

    def __init__(self, done: tuple[Done, ...]) -> None:
        super().__init__()
        self.done = done
        """Each container in which the attempt ended, and what had been made of its items."""


@frozen(eq=False)
class HookPair:
    """The two parts of a hook."""

    attempt: Attempt
    detailed: Detailed
    plan: Any = field(default=None, kw_only=True)
    """The plan of a class; None for other types."""
    node: Any = field(default=None, kw_only=True)
    """The node of a type that was registered with facts which it does not say itself; else None."""
    attempt_items: AttemptItems | None = field(default=None, kw_only=True)
    """Attempts the items of a list faster than one by one; None where nothing does."""
    find_attempt: Callable[[], Attempt] | None = field(default=None, kw_only=True)
    """Finds what `attempt` calls, where the hook was still being made; None for all others."""
    wraps: HookPair | None = field(default=None, kw_only=True)
    """The pair of the same class that both parts call, and do more; None for all others."""
    is_single: bool = field(default=False, kw_only=True)
    """True when both parts are the same, so that none needs to be tried before the other."""


class _PairedHook(Protocol):
    pair: HookPair

    def __call__(self, value: Any, kind: Any = None, /) -> Any: ...


class _Attempts(local):
    """How many hooks that are not ours this thread is calling within attempts."""

    running = 0


_attempts: Final = _Attempts()

TOO_DEEP_TO_READ: Final = make_sentence("nested too deep to be read", ProblemCode.TOO_DEEP)
TOO_DEEP_TO_WRITE: Final = make_sentence("nested too deep to be written", ProblemCode.TOO_DEEP)


def structure_hook(pair: HookPair, limits: Limits, name: str) -> Callable[..., Any]:
    """Make the structure hook that cattrs calls."""
    return _outermost_hook(pair, limits, f"structure_{name}", TOO_DEEP_TO_READ)


def unstructure_hook(pair: HookPair, limits: Limits, name: str) -> Callable[..., Any]:
    """Make the unstructure hook that cattrs calls."""
    return _outermost_hook(pair, limits, f"unstructure_{name}", TOO_DEEP_TO_WRITE)


def _outermost_hook(pair: HookPair, limits: Limits, name: str, too_deep: str) -> Callable[..., Any]:
    attempt = pair.attempt
    report = _report_maker(pair, limits, too_deep)

    def done_before(stop: Exception) -> tuple[Done, ...]:
        if isinstance(stop, FAULTS):
            raise stop
        if _attempts.running:
            raise NotPlain(stop) from None
        if isinstance(stop, RecursionError):
            raise ValueError(too_deep) from None
        return done_at(stop)

    def pure_hook(value: Any, _: Any = None, /) -> Any:
        try:
            return attempt(value)
        except Exception as stop:
            done = done_before(stop)
        # Outside of the handler, so that the report does not drag the failed attempt along.
        return report(value, done)

    def report_after(value: Any, stop: Exception) -> Any:
        return report(value, done_before(stop))

    for function in (pure_hook, report_after):
        # Tracebacks and profiles take the name from here.
        function.__code__ = function.__code__.replace(co_name=name)
    # A compiled attempt makes a hook that calls it without Python in between. Whoever inspects it
    # sees the function in whose place it stands.
    make = getattr(attempt, "as_hook", None)
    hook: Any = pure_hook if make is None else update_wrapper(make(report_after), pure_hook)
    hook.__name__ = hook.__qualname__ = name
    hook.pair = pair
    return cast("Callable[..., Any]", hook)


def _report_maker(pair: HookPair, limits: Limits, too_deep: str) -> Callable[..., Any]:
    detailed = pair.detailed

    def report(value: Any, done: tuple[Done, ...]) -> Any:
        made = Report(limits, done)
        try:
            return detailed(value, made)
        except RecursionError:
            raise ValueError(too_deep) from None
        except BaseValidationError as group:
            raise made.ended(group) from None

    return report


def done_at(stop: Exception) -> tuple[Done, ...]:
    """Tell what had been made of the items of containers when an attempt ended."""
    return stop.done if isinstance(stop, Stopped) else ()


def stop_in(owner: Any, container: Any, made: Any, stop: Exception) -> Exception:
    """Give what ends the attempt at a container, in one of whose items an attempt has ended.

    Args:
        owner: What converts the items.
        container: The list or mapping.
        made: What has been made of the items before that one.
        stop: What ended the attempt of the item.
    """
    if isinstance(stop, NO_PROBLEM):
        return stop
    return Stopped((Done(owner, container, made), *done_at(stop)))


def attempt_item(pair: HookPair, value: Any, report: Report) -> Any:
    """Make an attempt at an item that has none behind it yet, and report when it fails."""
    if not pair.is_single:
        try:
            return pair.attempt(value)
        except NO_PROBLEM:
            raise
        except Exception as stop:
            report.note_done(done_at(stop))
    return pair.detailed(value, report)


def pair_of(hook: Callable[..., Any]) -> HookPair | None:
    """Give the parts of a hook that is one of ours; None for any other."""
    return cast("_PairedHook", hook).pair if hasattr(hook, "pair") else None


def call_in_attempt(hook: Callable[..., Any]) -> Callable[..., Any]:
    """Let a hook that is not ours be called in an attempt: what it calls reports nothing."""

    def call(*arguments: Any) -> Any:
        _attempts.running += 1
        try:
            return hook(*arguments)
        except NotPlain as inner:
            raise inner.stop from None
        finally:
            _attempts.running -= 1

    return call


def call_in_report(hook: Callable[..., Any], report: Report, *arguments: Any) -> Any:
    """Call a hook that is not ours in a report, and count the problems that it finds."""
    try:
        return hook(*arguments)
    except BaseValidationError as group:
        report.count(group)
        raise


def codec_pair(convert: Callable[..., Any], *kind: Any) -> HookPair:
    """Give the parts of a hook that calls no other hooks."""
    return HookPair(
        lambda value: convert(value, *kind),
        lambda value, _: convert(value, *kind),
        is_single=True,
    )


def pair_for(hook: Any, *kind: Any) -> HookPair:
    """Give the parts of a hook, whosever it is; ``kind`` is the type that it is called with."""
    pair = pair_of(hook)
    if pair is not None:
        return pair
    if isinstance(hook, CodecHook):
        convert: Any = hook
        return codec_pair(convert, *kind)
    in_attempt = call_in_attempt(hook)
    return HookPair(
        lambda value: in_attempt(value, *kind),
        lambda value, report: call_in_report(hook, report, value, *kind),
    )


class PendingHook:
    """Stands for a hook while a thread is making it: the hook of a class that contains itself.

    cattrs also gives it to other threads, before the hook is there, and still does after making
    the hook has failed. Who calls it then makes the hook.
    """

    def __init__(self, make: Callable[[], Callable[..., Any]]) -> None:
        self.make = make
        self.hook: Callable[..., Any] | None = None
        self.pair: HookPair = HookPair(
            lambda value: self._made_pair().attempt(value),
            lambda value, report: self._made_pair().detailed(value, report),
            find_attempt=lambda: self._made_pair().attempt,
        )

    def __call__(self, *arguments: Any) -> Any:
        """Call the hook."""
        return self.made()(*arguments)

    def made(self) -> Callable[..., Any]:
        """Give the hook; what stands for it, while this thread is making it."""
        if self.hook is None:
            found = self.make()
            if found is self:
                return self
            self.hook = found
        return self.hook

    def _made_pair(self) -> HookPair:
        return pair_for(self.made())


def made_hook(hook: Callable[..., Any]) -> Callable[..., Any]:
    """Give the hook for which another one stands that cattrs gave away while it was being made."""
    return hook.made() if isinstance(hook, PendingHook) else hook


_in_progress = local()
"""The hooks that this thread is making right now: a class may contain itself."""


def make_once(mark: Any, make: Callable[[], Callable[..., Any]]) -> Callable[..., Any]:
    """Make a hook; when this thread is making it already, give what stands for it."""
    making: dict[Any, PendingHook] = _in_progress.__dict__.setdefault("making", {})
    if mark in making:
        return making[mark]
    pending = making[mark] = PendingHook(lambda: make_once(mark, make))
    try:
        pending.hook = hook = make()
    finally:
        del making[mark]
    return hook
