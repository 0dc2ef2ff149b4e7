"""Takes secrets out of whatever leaves the client: its errors, its log, and what it is printed as.

A server may send back what it was sent, and spell it in its own way: percent-encoded, escaped for
HTML or JSON, in base64. So a text is unescaped step by step, and where a secret stands in any of
the steps, what it was spelled with is masked.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from html import escape, unescape
from itertools import takewhile
from json import dumps
from typing import Any, Final
from urllib.parse import quote

from attrs import field, frozen

from converters.client.http.secrets import MASK

QUOTED: Final = 2**12
"""Characters that are looked at to quote a text, besides those that a secret may need."""

DEEPEST: Final = 32
"""Levels of a server's JSON that an error has; below stand dots."""

_ROUNDS: Final = 4
"""How often a text may be escaped."""

_LONGEST_SPELLING: Final = 12
"""Characters for one of a secret, such as ``%25C3%25A9``."""

_LEAST_PIECE: Final = 8
"""Characters from which on a part of a secret is one, too: a cookie among several."""

_LEAST_SPELLING: Final = 4
"""Characters from which on another spelling is looked for: shorter ones stand anywhere."""

_LEAST_WITHOUT_START: Final = 12
"""Characters from which on a secret is looked for without its first two, too."""

_SHORTEST_BEGINNING: Final = 8
_LONGEST_BEGINNING: Final = 10
"""Characters of a secret that are masked also where the rest of it was cut off."""

_SCHEME: Final = re.compile(r"[A-Za-z][\w-]*\s+(\S.*)").fullmatch
_LOWER: Final = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_BASE64: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=")
_CONTROLS: Final = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f", "0": "\0"}


class Secrets:
    """What must not be printed, in any spelling.

    Args:
        values: The secrets: keys, passwords, values of headers. Empty ones count for nothing. What
            stands behind the scheme of an authorisation (``Bearer``, ``Basic``) is one, too.
        others: More of them.
    """

    def __init__(self, values: Iterable[str] = (), others: Secrets | None = None) -> None:
        self._values = tuple(filter(None, values))
        self._others = others

    def also(self, values: Iterable[str]) -> Secrets:
        """Give these secrets and more."""
        more = Secrets(values, self)
        return more if more._values else self

    def hide(self, text: str) -> str:
        """Give a text with ``***`` for each secret in it, whatever the spelling.

        It takes time in proportion to the text: `quote` is for those of any length.
        """
        places = [
            place
            for form in _forms_of(text)
            for place in form.places_of(self._beginnings, self._spellings)
        ]
        if not places:
            return text
        pieces, done = [], 0
        for start, end in sorted(places):
            if start >= done:
                pieces += [text[done:start], MASK]
            done = max(done, end)
        return "".join([*pieces, text[done:]])

    def quote(self, text: str, longest: int) -> str:
        """Give the beginning of a text of any length, without secrets."""
        seen = text[: QUOTED + self._margin]
        hidden = self.hide(seen)
        if len(seen) < len(text):
            # At its end may stand the beginning of a secret.
            hidden = hidden[: max(0, len(hidden) - self._margin)]
        return hidden[:longest]

    def quote_bytes(self, data: bytes, longest: int) -> str:
        """Give the beginning of what may be text, of any length, without secrets."""
        seen = data[: 4 * (QUOTED + self._margin)]
        return self.quote(seen.decode(errors="replace"), longest)

    def hide_in(self, content: Any, levels: int = DEEPEST) -> Any:
        """Give JSON without secrets, and with dots for what is nested too deep."""
        if isinstance(content, str):
            return self.hide(content)
        if not isinstance(content, (list, dict)):
            return content
        if not levels:
            return "..."
        if isinstance(content, list):
            return [self.hide_in(item, levels - 1) for item in content]
        return {self.hide(key): self.hide_in(it, levels - 1) for key, it in content.items()}

    def __repr__(self) -> str:
        return MASK

    @cached_property
    def _margin(self) -> int:
        own = _LONGEST_SPELLING * max(map(len, self._values), default=0)
        return own if self._others is None else max(own, self._others._margin)  # noqa: SLF001

    @cached_property
    def _spellings(self) -> frozenset[_Spelling]:
        """What to look for."""
        own = {it for value in self._values for part in _with_parts(value) for it in _spelled(part)}
        return frozenset(own if self._others is None else own | self._others._spellings)  # noqa: SLF001

    @cached_property
    def _beginnings(self) -> re.Pattern[str]:
        """Finds where one of them may begin."""
        return re.compile("|".join({re.escape(it.beginning) for it in self._spellings}) or r"(?!)")


@frozen
class _Spelling:
    """How a secret may stand in a text that is in lower case."""

    text: str
    beside: int
    """How many characters of base64 beside it are of it, too."""
    beginning: str = field(init=False)
    """What is enough of it."""

    def __attrs_post_init__(self) -> None:
        half = min(len(self.text) // 2, _LONGEST_BEGINNING)
        object.__setattr__(self, "beginning", self.text[: max(half, _SHORTEST_BEGINNING)])

    def end(self, text: str, start: int) -> int:
        """Give where it ends, or was cut off; where it starts when it does not stand there."""
        if not text.startswith(self.beginning, start):
            return start
        if text.startswith(self.text, start):
            return start + len(self.text)
        pairs = zip(self.text, text[start : start + len(self.text)], strict=False)
        return start + sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


class _Form:
    """A text, or what it says once it is unescaped.

    Args:
        text: What it says.
        starts: Where each of its characters begins in the text that was given.
        ends: Where each ends there.
    """

    def __init__(self, text: str, starts: Sequence[int], ends: Sequence[int]) -> None:
        self.text = text
        self._starts = starts
        self._ends = ends

    def places_of(
        self, beginnings: re.Pattern[str], spellings: Iterable[_Spelling]
    ) -> Iterator[tuple[int, int]]:
        """Find secrets; gives where each begins and ends in the text that was given."""
        text = self.text.translate(_LOWER)
        found = beginnings.search(text)
        while found is not None:
            start = found.start()
            end, beside = max((it.end(text, start), it.beside) for it in spellings)
            at_end = end
            if start and beside and text[start - 1] in _BASE64:
                start -= 1
            if text[end : end + beside] in _BASE64:
                end += beside
            yield self._starts[start], self._ends[end - 1]
            found = beginnings.search(text, max(found.start(), at_end - _LONGEST_BEGINNING) + 1)

    def unescaped(self, escape: re.Pattern[str], meaning: Callable[[str], str]) -> _Form:
        """Give what the text says."""
        pieces: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        done = 0
        for found in escape.finditer(self.text):
            start, end = found.span()
            plain = meaning(found[0])
            pieces += [self.text[done:start], plain]
            starts += self._starts[done:start]
            starts += [self._starts[start]] * len(plain)
            ends += self._ends[done:start]
            ends += [self._ends[end - 1]] * len(plain)
            done = end
        if not done:
            return self
        pieces.append(self.text[done:])
        starts += self._starts[done:]
        ends += self._ends[done:]
        return _Form("".join(pieces), starts, ends)


def _of_percent(escape: str) -> str:
    return chr(int(escape.lstrip("%uU"), 16))


def _of_backslash(escape: str) -> str:
    digits = escape[2:].strip("{}")
    if not digits:
        return _CONTROLS.get(escape[1], escape[1])
    number = int(escape[1:], 8) if escape[1] in "0123" else int(digits, 16)
    return chr(number) if number <= 0x10FFFF else escape  # noqa: PLR2004 - the last character


_ESCAPES: Final[tuple[tuple[re.Pattern[str], Callable[[str], str]], ...]] = (
    (re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?"), unescape),
    (re.compile(r"%(?:[0-9a-fA-F]{2}|[uU][0-9a-fA-F]{4})"), _of_percent),
    (
        re.compile(
            r"\\(?:u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}"
            r"|[0-3][0-7]{2}|[\s\S])"
        ),
        _of_backslash,
    ),
)
"""Of HTML, of URLs, of JSON and programs: those in which others may be written come first."""


def _forms_of(text: str) -> Iterator[_Form]:
    form = _Form(text, range(len(text)), range(1, len(text) + 1))
    yield form
    for _ in range(_ROUNDS):
        before = form.text
        for pattern, meaning in _ESCAPES:
            plainer = form.unescaped(pattern, meaning)
            if plainer.text != form.text:
                form = plainer
                yield form
        if form.text == before:
            return


def _with_parts(value: str) -> Iterator[str]:
    yield value
    scheme = _SCHEME(value)
    if scheme is not None:
        yield scheme[1]
        try:
            login = b64decode(scheme[1], validate=True).decode("latin-1")
        except ValueError:
            login = ""
        yield from filter(None, (login, login.partition(":")[2]))
    yield from (part for part in re.split(r"[\s,;:=&\"']+", value) if len(part) >= _LEAST_PIECE)


def _spelled(secret: str) -> Iterator[_Spelling]:
    encodings = {secret.encode(), secret.encode("latin-1", "replace")}
    plain = {secret, secret.replace(" ", "+"), *(it.decode("latin-1") for it in encodings)}
    if len(secret) >= _LEAST_WITHOUT_START:
        # What stands before it may make an escape with its first characters: a path with \\.
        plain |= {secret[1:], secret[2:]}
    for text in plain:
        for form in _forms_of(text):
            if form.text == text or len(form.text) >= _LEAST_SPELLING:
                yield _Spelling(form.text.translate(_LOWER), 0)
    escaped = (quote(secret, safe=""), escape(secret), dumps(secret)[1:-1])
    encodings.update(it.encode() for it in escaped)
    for data in encodings:
        if len(data) >= _LEAST_SPELLING:
            yield _Spelling(data.hex(), 0)
        # In base64, three bytes are four characters: where the secret begins in them is not known,
        # and a character that it shares with another byte may be any.
        for before in range(3):
            whole = b64encode(bytes(before) + data).decode()
            sure = whole[(0, 2, 3)[before] : (before + len(data)) * 8 // 6].translate(_LOWER)
            if len(sure) >= _LEAST_SPELLING:
                yield _Spelling(sure, 1)
                yield _Spelling(sure.replace("+", "-").replace("/", "_"), 1)
