"""Unpacks gzip, zstd, bzip2 and xz, which a file's first bytes tell, whatever its name is."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO, Final

from attrs import frozen

from converters.bulk.needs import zstd
from converters.bulk.urls import shown_urls

PIECE: Final = 128 * 1024
"""Bytes that are read of a plain file at once."""

_UNPACKED: Final = 4 * 2**20
"""Bytes that are unpacked at once where the library can stop in between: of bzip2, 1 kB may unpack
to more than 1 GB."""

_SKIPPABLE: Final = b"\x2a\x4d\x18"
"""What stands after the first byte of a zstd frame without content, as parallel packers write."""


class UnreadableError(Exception):
    """A file cannot be read on; the text says why."""


@frozen
class Packing:
    """One way to pack."""

    name: str
    magic: bytes
    """What every packed file starts with."""
    unpacker: Callable[[], Any]
    """Makes what unpacks one member, an object like that of ``bz2.BZ2Decompressor``."""
    piece: int
    """Bytes that are unpacked at once: few, as these may unpack to 30 MB, and are lost where
    one of them is damaged."""
    filler: bytes = b""
    """What may stand between the members and after the last."""


def _xz() -> Any:
    # The strongest preset needs 65 MB; a hostile file may ask for gigabytes.
    return lzma.LZMADecompressor(memlimit=256 * 2**20)


_ZSTD: Final = Packing("zstd", b"\x28\xb5\x2f\xfd", lambda: zstd().ZstdDecompressor(), 1024)

PACKINGS: Final = (
    Packing("gzip", b"\x1f\x8b", lambda: zlib.decompressobj(31), 4096, b"\0"),
    _ZSTD,
    Packing("bzip2", b"BZh", bz2.BZ2Decompressor, 1024),
    Packing("xz", b"\xfd7zXZ\0", _xz, 1024, b"\0"),
)

PACKERS: Final[Mapping[str, str]] = {".gz": "gzip", ".zst": "zstd", ".bz2": "bz2", ".xz": "lzma"}
"""The end of a name to the module that packs such a file."""


def unpacked(stream: BinaryIO) -> Iterator[bytes]:
    """Read a stream, and unpack it where it is packed.

    Yields:
        Pieces of what is in it; what was unpacked before a damaged byte comes before the error.

    Raises:
        UnreadableError: When it cannot be read on.
    """
    try:
        head = stream.read(PIECE)
        packing = packing_of(head)
        if packing is not None:
            yield from _unpack(stream, head, packing)
            return
        while head:
            yield head
            head = stream.read(PIECE)
    except (UnreadableError, ImportError):
        raise
    except Exception as exc:  # file systems behind URLs have errors of their own
        raise UnreadableError(f"cannot be read: {reason(exc)}") from exc


def packing_of(head: bytes) -> Packing | None:
    """Tell from its first bytes how a file is packed; None when it is not."""
    if head[1:4] == _SKIPPABLE and head[0] >> 4 == 0x5:  # noqa: PLR2004 - 0x50 to 0x5f
        return _ZSTD
    return next((it for it in PACKINGS if head.startswith(it.magic)), None)


def plain(stream: BinaryIO) -> Iterator[bytes]:
    """Read a stream as it is; see `unpacked`."""
    try:
        while data := stream.read(PIECE):
            yield data
    except (UnreadableError, ImportError):
        raise
    except Exception as exc:  # file systems behind URLs have errors of their own
        raise UnreadableError(f"cannot be read: {reason(exc)}") from exc


def reason(exc: Exception) -> str:
    """Give what went wrong with a file, without its name, and without secrets of a URL."""
    return shown_urls(str(getattr(exc, "strerror", None) or exc or type(exc).__name__))


def _unpack(stream: BinaryIO, head: bytes, packing: Packing) -> Iterator[bytes]:
    unpacker = packing.unpacker()
    for piece in _pieces(stream, head, packing.piece):
        rest = piece
        while rest:
            if unpacker.eof:
                rest = rest.lstrip(packing.filler) if packing.filler else rest
                if not rest:
                    break
                unpacker = packing.unpacker()
            try:
                yield from filter(None, _decompress(unpacker, rest))
            except Exception as exc:  # each library has an error of its own
                raise UnreadableError(f"invalid {packing.name}: {exc}") from exc
            rest = unpacker.unused_data if unpacker.eof else b""
    if not unpacker.eof:
        raise UnreadableError(f"invalid {packing.name}: it ends in the middle")


def _decompress(unpacker: Any, data: bytes) -> Iterator[bytes]:
    if not hasattr(unpacker, "needs_input"):
        yield unpacker.decompress(data)
        return
    yield unpacker.decompress(data, _UNPACKED)
    while not (unpacker.eof or unpacker.needs_input):
        yield unpacker.decompress(b"", _UNPACKED)


def _pieces(stream: BinaryIO, head: bytes, size: int) -> Iterator[bytes]:
    while head:
        for start in range(0, len(head), size):
            yield head[start : start + size]
        head = stream.read(PIECE)
