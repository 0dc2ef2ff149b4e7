"""Who does the parts of a run: this process, several, or the workers of a Dask cluster."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Any, Final, TypeVar

from converters.bulk.needs import needed
from converters.errors import let_errors_pickle

T = TypeVar("T")
R = TypeVar("R")

Runner = Callable[[Callable[[T], R], Sequence[T]], Iterator[R]]
"""Calls a function for each item, wherever, and gives the results in the order of the items."""

DaskAddress = str | bool | None
"""The address of a scheduler; True for a local cluster; None or False for no Dask."""

_ATTEMPTS: Final = 3
"""How often a part is begun at most whose worker dies."""


def _run_here(work: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
    return map(work, items)


def runner_for(jobs: int, dask: DaskAddress) -> Runner[Any, Any]:
    """Give the runner that a caller means."""
    if dask:
        return _DaskRunner(dask, jobs)
    return _run_here if jobs == 1 else _ProcessRunner(jobs)


class WorkerDiedError(RuntimeError):
    """Several workers have died at one part: it may need more memory than there is."""


class _ProcessRunner:
    """Processes of this machine, each a new interpreter: no thread of this one is cut in two."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs

    def __call__(self, work: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        done = attempts = 0
        while done < len(items):
            try:
                for result in self._run(work, items[done:]):
                    yield result
                    done, attempts = done + 1, 0
            except BrokenProcessPool:
                attempts += 1
                if attempts == _ATTEMPTS:
                    raise WorkerDiedError(f"the process of {items[done]} died") from None

    def _run(self, work: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        context = multiprocessing.get_context("spawn")
        waiting: deque[Future[R]] = deque()
        jobs = min(self._jobs, len(items))
        # The processes read one end, and end when the other is closed: by this process, when the
        # caller wants no more, or by the system, when it was killed.
        reader, writer = context.Pipe(duplex=False)
        with reader, writer, ProcessPoolExecutor(jobs, context, _begin, (reader,)) as pool:
            try:
                for item in items:
                    # A few more than there are processes, so that none waits for the caller.
                    if len(waiting) > 2 * jobs:
                        yield waiting.popleft().result()
                    waiting.append(pool.submit(work, item))
                while waiting:
                    yield waiting.popleft().result()
            except BaseException:
                writer.close()
                raise


def _begin(reader: Connection) -> None:
    # Who presses the keys means the process that has started this one, and that ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_caller, args=(reader,), daemon=True).start()


def _end_with_caller(reader: Connection) -> None:
    with suppress(EOFError, OSError):
        reader.recv_bytes()
    os._exit(1)


class _DaskRunner:
    """The workers of a Dask cluster."""

    def __init__(self, address: str | bool, jobs: int) -> None:
        self._address = address
        self._jobs = jobs

    def __call__(self, work: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        distributed = needed("distributed", "dask")
        with _client(self._address, min(self._jobs, max(len(items), 1))) as client:
            # Parts are not pure: each is done again in each run. Dask gives those of a worker that
            # dies to another one.
            futures = deque(client.map(work, items, pure=False, retries=_ATTEMPTS - 1))
            while futures:
                future = futures.popleft()
                try:
                    result = future.result()
                except distributed.KilledWorker as exc:
                    raise WorkerDiedError(f"workers of Dask died: {exc}") from None
                except CancelledError as exc:
                    raise ConnectionError(
                        f"the Dask scheduler is gone: {str(exc).partition(chr(10))[0]}"
                    ) from None
                yield result
                future.release()


@contextmanager
def _client(address: str | bool, jobs: int) -> Iterator[Any]:
    distributed = needed("distributed", "dask")
    let_errors_pickle()
    if isinstance(address, str):
        with distributed.Client(address) as client:
            yield client
        return
    needed("cryptography", "dask")
    with (
        # No pages of the scheduler, which anyone here could read.
        needed("dask", "dask").config.set({"distributed.scheduler.http.routes": []}),
        distributed.LocalCluster(
            n_workers=jobs if jobs > 1 else None,
            threads_per_worker=1,
            dashboard_address=None,
            # Keys of its own, which no file has: a scheduler runs the code of whoever connects.
            security=distributed.Security.temporary(),
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client
