"""Files that appear under their names only when they are whole."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from secrets import token_hex
from typing import Any, BinaryIO, Final, cast

from converters.bulk.needs import zstd
from converters.bulk.packings import PACKERS

_UNFINISHED: Final = ".unfinished"
"""How the name of a file ends that is being written; it begins with a dot, so no run reads it."""

_LONGEST: Final = 220
"""Bytes of a file's name in the name of the one that is being written: systems allow 255."""

_ENDING: Final = rf"[0-9a-f]{{8}}\{_UNFINISHED}"

_PART: Final = re.compile(rf"\.{{1,2}}part-[0-9]{{5,}}(\.[a-z0-9]+){{1,2}}\.{_ENDING}").fullmatch
"""The names of the files that are being written for a part: its objects, its rejects, its mark."""


@contextmanager
def appearing(path: Path, like: Path | None = None) -> Iterator[BinaryIO]:
    """Write a file that appears when all of it is on the disk, in the place of an older one.

    What is there and is no file, such as a pipe or ``/dev/null``, is written as it is.

    Args:
        path: The file. It gets the mode of the one that it replaces, and where that is behind a
            link, the link stays.
        like: For one of the files that a run makes for itself: the file whose mode it gets. A link
            in its place is replaced.

    Raises:
        OSError: When it cannot be written; then nothing is left behind.
    """
    if is_device(path):
        with path.open("wb") as device:
            yield device
        return
    place = place_of(path) if like is None else path
    place.parent.mkdir(parents=True, exist_ok=True)
    unfinished = place.with_name(f"{_beginning(place.name)}{token_hex(4)}{_UNFINISHED}")
    with _created(unfinished, like or place) as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            unfinished.replace(place)
        except BaseException:
            with suppress(OSError):
                unfinished.unlink()
            raise


def place_of(path: Path) -> Path:
    """Give where a file is, whatever links lead to it; links that lead round stay as they are."""
    return Path(os.path.realpath(path))


def _created(path: Path, like: Path) -> BinaryIO:
    """Create a file with the mode of another one; nobody else can read it before it has that."""
    try:
        status = like.stat()
    except FileNotFoundError:
        status = None
    if status is None or not stat.S_ISREG(status.st_mode):
        return cast(BinaryIO, path.open("xb"))
    file = os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _BINARY, 0o600), "wb")
    mode = stat.S_IMODE(status.st_mode)
    with suppress(OSError, AttributeError):  # not everybody may, and not every system can
        os.fchown(file.fileno(), status.st_uid, status.st_gid)
    if os.fstat(file.fileno()).st_gid != status.st_gid:
        mode &= ~stat.S_IRWXG  # They are the rights of another group.
    path.chmod(mode)
    return file


_BINARY: Final = getattr(os, "O_BINARY", 0)


def is_device(path: Path) -> bool:
    """Tell whether something is there that is neither a file nor a directory: a pipe, a device."""
    return path.exists() and not path.is_file() and not path.is_dir()


def _beginning(name: str) -> str:
    data = os.fsencode(name)
    if len(data) > _LONGEST:
        # What is left of it must still tell it from others.
        data = data[: _LONGEST - 16] + hashlib.sha256(data).hexdigest()[:16].encode()
    return f".{os.fsdecode(data)}."


@contextmanager
def packed(path: Path, like: Path | None = None) -> Iterator[BinaryIO]:
    """Write a file that appears when it is whole, packed as its name says; see `appearing`."""
    with appearing(path, like) as file:
        packer = PACKERS.get(path.suffix)
        if packer is None:
            yield file
            return
        if packer == "zstd":
            writer: Any = zstd().open(file, "wb")
        elif packer == "gzip":
            # Without the time and the name, the same rows give the same bytes.
            writer = import_module("gzip").GzipFile("", "wb", 6, file, 0)
        else:
            writer = import_module(packer).open(file, "wb")
        with writer:
            yield writer


def remove_unfinished(path: Path) -> None:
    """Remove what runs that were killed have left of a file."""
    place = place_of(path)
    _remove(place.parent, re.compile(re.escape(_beginning(place.name)) + _ENDING).fullmatch)


def remove_unfinished_parts(directory: Path) -> None:
    """Remove what runs that were killed have left of the parts in a directory."""
    _remove(directory, _PART)


def _remove(directory: Path, is_ours: Callable[[str], Any]) -> None:
    for path in directory.iterdir() if directory.is_dir() else ():
        if is_ours(path.name):
            remove_file(path)


def remove_file(path: Path) -> None:
    """Remove a file, where it is there and is one."""
    if path.is_file() or path.is_symlink():
        path.unlink(missing_ok=True)


def append_file(target: BinaryIO, path: Path) -> None:
    """Append the bytes of a file."""
    with path.open("rb") as file:
        shutil.copyfileobj(file, target, 2**20)
