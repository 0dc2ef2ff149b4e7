"""What is to be read: paths, directories, globs, URLs, standard input and open files."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, nullcontext
from glob import glob, has_magic
from io import TextIOBase, UnsupportedOperation
from pathlib import Path
from typing import Any, BinaryIO, Final

from attrs import frozen

from converters.bulk.needs import needed
from converters.bulk.packings import UnreadableError, reason
from converters.bulk.urls import is_url, is_web, shown_url

_UNFINISHED: Final = (".", "_")
"""How the names of files begin that are no data: those of runs that are not finished, marks."""


@frozen
class Source:
    """One file to read, or a part of a plain one that begins and ends with a line."""

    name: str
    """How messages call it."""
    file: Any
    """A path, a URL, or an open binary file."""
    start: int = 0
    """The byte to start with."""
    end: int | None = None
    """The byte to stop before; None for the end of the file."""
    first_line: int = 1
    """The number of the line at `start`."""
    is_found: bool = False
    """True when nobody named it: it was found in a directory, or by a glob."""

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """Open the file, and close it afterwards unless the caller has opened it.

        Raises:
            ImportError: When the library for a URL is not installed.
            UnreadableError: When it cannot be opened.
        """
        try:
            stream = self._open()
        except ImportError:
            raise
        except Exception as exc:  # file systems behind URLs have errors of their own
            raise UnreadableError(f"cannot be read: {reason(exc)}") from exc
        is_ours = isinstance(self.file, str) and self.file != "-"
        with closing(stream) if is_ours else nullcontext():
            yield stream

    def _open(self) -> BinaryIO:
        if not isinstance(self.file, str):
            stream: BinaryIO = self.file
            return stream
        if self.file == "-":
            if sys.stdin is None:
                raise OSError("standard input is closed")
            return sys.stdin.buffer
        if is_url(self.file):
            opened: BinaryIO = needed("fsspec", "bulk").open(self.file, "rb").open()
            return opened
        stream = _opened(self.file, waits=not self.is_found)
        try:
            return self._bounded(stream)
        except BaseException:
            stream.close()
            raise

    def _bounded(self, stream: BinaryIO) -> BinaryIO:
        end = self.end
        if end is None:
            status = os.fstat(stream.fileno())
            end = status.st_size if stat.S_ISREG(status.st_mode) else None
            if self.is_found and end is None:
                raise OSError("it is no file any more")
        if not end:
            return stream  # The system also says 0 where it makes up the content.
        stream.seek(self.start)
        return _Part(stream, end - self.start)  # type: ignore[return-value]

    @property
    def size(self) -> int | None:
        """How many bytes there are to read, packed as they are; None where that is not known."""
        if self.end is not None:
            return self.end - self.start
        if isinstance(self.file, str) and self.file != "-" and not is_url(self.file):
            try:
                return Path(self.file).stat().st_size
            except OSError:
                return None
        return None

    def position(self, stream: BinaryIO) -> int:
        """Tell how many bytes of an opened stream have been read; 0 where that is not known."""
        try:
            return stream.tell()
        except (OSError, ValueError, UnsupportedOperation):
            return 0


def _opened(path: str, *, waits: bool) -> BinaryIO:
    """Open a file; without waiting where what was a file may have become a pipe by now."""
    return Path(path).open("rb") if waits else open(path, "rb", opener=_open_at_once)


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


class _Part:
    """A file that ends where it did when it was opened, or earlier.

    What is being written to it, maybe of what is read here, is not read. When it becomes shorter,
    that is an error.
    """

    def __init__(self, stream: BinaryIO, length: int) -> None:
        self.stream: BinaryIO = stream
        self.left: int = length
        self.length: int = length

    def read(self, size: int) -> bytes:
        data = self.stream.read(min(size, self.left))
        self.left -= len(data)
        if self.left and not data:
            raise OSError("it has become shorter in the meantime")
        return data

    def tell(self) -> int:
        return self.length - self.left

    def close(self) -> None:
        self.stream.close()


def whole(stream: BinaryIO) -> BinaryIO:
    """Give the file itself of one that was opened."""
    return stream.stream if isinstance(stream, _Part) else stream


SourceLike = str | os.PathLike[str] | BinaryIO | Source
"""A path, a directory, a glob, a URL, ``-`` for standard input, an open binary file, or a file that
was found before."""


def find_sources(given: SourceLike | Iterable[SourceLike]) -> list[Source]:
    """List the files that a caller means, those of directories and globs in the order of names.

    Raises:
        FileNotFoundError: When a path is not there, or nothing in a directory or for a glob.
        ImportError: When the library for a URL is not installed.
        TypeError: When something is no path and no open binary file.
    """
    is_one = (
        isinstance(given, (str, bytes, os.PathLike, Source))
        or hasattr(given, "read")
        or not isinstance(given, Iterable)
    )
    many: Any = [given] if is_one else given
    return [source for one in many for source in _find(one)]


def _find(given: Any) -> Iterator[Source]:
    if isinstance(given, Source):
        yield given
        return
    if hasattr(given, "read") and not isinstance(given, TextIOBase):
        yield Source(str(getattr(given, "name", "<stream>")), given)
        return
    if not isinstance(given, (str, os.PathLike)):
        raise TypeError(f"expected a path or an open binary file, got {type(given).__name__}")
    path = os.fspath(given)
    if path == "-":
        yield Source("<stdin>", path)
    elif is_url(path):
        yield from (Source(shown_url(url), url) for url in _urls(path))
    else:
        yield from (Source(name, name, is_found=name != path) for name in _paths(path))


def _paths(path: str) -> list[str]:
    found = Path(path)
    if not path:
        names = []
    elif found.is_dir():
        names = _within(found)
    elif has_magic(path) and not found.exists():
        # Not of `Path`, which needs to be told where a pattern begins.
        names = sorted(it for it in glob(path, recursive=True) if Path(it).is_file())  # noqa: PTH207
    else:
        # Not only files: a pipe is read like one.
        names = [path] if found.exists() or found.is_symlink() else []
    if not names:
        raise _nothing_in(path)
    return names


def _nothing_in(path: str) -> FileNotFoundError:
    return FileNotFoundError(errno.ENOENT, "there is nothing to read", shown_url(path))


def _within(directory: Path) -> list[str]:
    """List the files below a directory, also behind links; what cannot be listed is one of them."""
    names: list[str] = []
    seen = set()

    def add_closed(exc: OSError) -> None:
        names.append(str(exc.filename))

    for root, folders, files in os.walk(directory, onerror=add_closed, followlinks=True):
        # A link may lead back to where it stands.
        real = os.path.realpath(root)
        found = [] if real in seen else files
        folders[:] = [] if real in seen else sorted(_without_unfinished(folders))
        seen.add(real)
        paths = (Path(root, it) for it in _without_unfinished(found))
        names += [str(it) for it in paths if _is_data(it)]
    return sorted(names)


def _without_unfinished(names: list[str]) -> list[str]:
    return [it for it in names if not it.startswith(_UNFINISHED)]


def _is_data(path: Path) -> bool:
    """Tell files from pipes and sockets, of which none was asked for; broken links are reported."""
    return path.is_file() or not path.exists()


def _urls(url: str) -> list[str]:
    fsspec = needed("fsspec", "bulk")
    is_pattern = ("*" in url and "?" not in url) if is_web(url) else has_magic(url)
    if not is_pattern:
        return [url]
    filesystem, path = fsspec.core.url_to_fs(url)
    if filesystem.exists(path):
        return [url]
    names = sorted(map(filesystem.unstrip_protocol, filesystem.glob(path)))
    if not names:
        raise _nothing_in(url)
    return names
