"""Files that appear under their names only when they are whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from importlib import import_module
from pathlib import Path
from secrets import token_hex
from typing import Any, BinaryIO, Final, cast

from converters.bulk.needs import needed
from converters.bulk.packings import PACKERS

_UNFINISHED: Final = ".unfinished"
"""How the name of a file ends that is being written; it begins with a dot, so no run reads it."""


_LONGEST: Final = 220
"""Bytes of a file's name in the name of the one that is being written: systems allow 255."""


@contextmanager
def appearing(path: Path) -> Iterator[BinaryIO]:
    """Write a file that appears when all of it is on the disk, in the place of an older one.

    What is there and is no file, such as a pipe or ``/dev/null``, is written as it is.

    Raises:
        OSError: When it cannot be written; then nothing is left behind.
    """
    if is_device(path):
        with path.open("wb") as device:
            yield device
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{_beginning(path.name)}{token_hex(4)}{_UNFINISHED}")
    with unfinished.open("xb") as opened:
        file = cast(BinaryIO, opened)
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            unfinished.replace(path)
        except BaseException:
            with suppress(OSError):
                unfinished.unlink()
            raise


def is_device(path: Path) -> bool:
    """Tell whether something is there that is neither a file nor a directory: a pipe, a device."""
    return path.exists() and not path.is_file() and not path.is_dir()


def _beginning(name: str) -> str:
    return f".{os.fsdecode(os.fsencode(name)[:_LONGEST])}."


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
    """Remove what runs that were killed have left of a file."""
    _remove(path.parent, f"{escape(_beginning(path.name))}*{_UNFINISHED}")


def remove_all_unfinished(directory: Path) -> None:
    """Remove what runs that were killed have left in a directory."""
    _remove(directory, f".*{_UNFINISHED}")


def _remove(directory: Path, pattern: str) -> None:
    for unfinished in directory.glob(pattern):
        unfinished.unlink(missing_ok=True)


def append_file(target: BinaryIO, path: Path) -> None:
    """Append the bytes of a file."""
    with path.open("rb") as file:
        shutil.copyfileobj(file, target, 2**20)
