"""Files that appear under their names only when they are whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, BinaryIO, Final

from converters.bulk.needs import needed
from converters.bulk.packings import PACKERS

_UNFINISHED: Final = ".unfinished"
"""How the name of a file ends that is being written; it begins with a dot, so no run reads it."""


@contextmanager
def appearing(path: Path) -> Iterator[BinaryIO]:
    """Write a file that appears when all of it is on the disk, in the place of an older one.

    Raises:
        OSError: When it cannot be written; then nothing is left behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(
        dir=path.parent, prefix=f".{path.name}.", suffix=_UNFINISHED, delete=False
    ) as file:
        try:
            yield file  # type: ignore[misc]
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).chmod(0o666 & ~_umask())
            Path(file.name).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(file.name).unlink()
            raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextmanager
def packed(path: Path) -> Iterator[BinaryIO]:
    """Write a file that appears when it is whole, packed as its name says: ``.gz``, ``.zst``."""
    with appearing(path) as file:
        packer = PACKERS.get(path.suffix)
        if packer is None:
            yield file
            return
        if packer == "zstd":
            writer: Any = (
                needed("zstandard", "bulk").ZstdCompressor().stream_writer(file, closefd=False)
            )
        elif packer == "gzip":
            # Without the time and the name, the same rows give the same bytes.
            writer = import_module("gzip").GzipFile("", "wb", 6, file, 0)
        else:
            writer = import_module(packer).open(file, "wb")
        with writer:
            yield writer


def remove_unfinished(path: Path) -> None:
    """Remove what runs that were killed have left of a file, or of all whose names match."""
    for unfinished in path.parent.glob(f".{path.name}.*{_UNFINISHED}"):
        unfinished.unlink(missing_ok=True)


def append_file(target: BinaryIO, path: Path) -> None:
    """Append the bytes of a file."""
    with path.open("rb") as file:
        shutil.copyfileobj(file, target, 2**20)
