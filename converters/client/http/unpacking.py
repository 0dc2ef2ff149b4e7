"""Reads the body of an answer in pieces, unpacks it, and stops where there is too much of it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Final

PIECE: Final = 2**16
"""Bytes that are unpacked at a time."""

_GZIP: Final = 31
"""What zlib calls a window of 32 KiB in the format of gzip."""


class TooMuchError(Exception):
    """There are more bytes than are taken."""


class Unpacker:
    """Collects a body from its pieces.

    Args:
        encoding: The Content-Encoding of the answer.
        limit: Bytes that are taken at most, packed and unpacked alike.

    Raises:
        ValueError: When the encoding is not gzip or none.
    """

    def __init__(self, encoding: str, limit: int) -> None:
        name = encoding.strip().lower()
        if name not in ("", "identity", "gzip", "x-gzip"):
            raise ValueError(f"the answer is packed with {encoding!r}, which nobody asked for")
        self._unpack = zlib.decompressobj(_GZIP) if "gzip" in name else None
        self._limit = limit
        self._arrived = 0
        self.body: bytearray = bytearray()
        """What was unpacked so far."""

    def feed(self, data: bytes) -> Iterator[None]:
        """Take the next piece as it arrived, and stop after each step of the work.

        Raises:
            TooMuchError: When the limit is reached; `body` has what fits.
            ValueError: When the piece cannot be unpacked.
        """
        self._arrived += len(data)
        if self._unpack is None:
            self._take(data)
            return
        while True:
            if self._unpack.eof:
                if not data:
                    return
                self._unpack = zlib.decompressobj(_GZIP)  # gzip files may stand in a row
            try:
                piece = self._unpack.decompress(data, PIECE)
            except zlib.error as exc:
                raise ValueError(f"the answer cannot be unpacked: {exc}") from None
            self._take(piece)
            yield
            data = self._unpack.unused_data or self._unpack.unconsumed_tail
            if not data and len(piece) < PIECE:
                return

    def finish(self) -> bytes:
        """Give the whole body.

        Raises:
            ValueError: When the end of it is missing.
        """
        if self._unpack is not None and self._arrived and not self._unpack.eof:
            raise ValueError("the answer cannot be unpacked: its end is missing")
        return bytes(self.body)

    def _take(self, piece: bytes) -> None:
        room = self._limit - len(self.body)
        self.body += piece[:room]
        if len(piece) > room or self._arrived > self._limit:
            raise TooMuchError
