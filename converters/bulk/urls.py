"""URLs of files: which paths are some, and what of them may be printed."""

from __future__ import annotations

import re
from typing import Final

_MASK: Final = "***"

_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s\"'<>]+")
_LOGIN: Final = re.compile(r"(?<=://)(?:[^/?#]*|[^/?#@:]*:(?![0-9]*(?:[/?#]|$)).*)@")
"""What stands before the host, also where a password has a slash that was not escaped."""
_VALUE: Final = re.compile(r"(?<==)(?![0-9]{1,10}(?:[&;#/]|$))[^&;#/]+")
"""The value of a parameter, unless it is a short number."""


def is_url(path: str) -> bool:
    """Tell whether a path is a URL, such as ``s3://bucket/rows.ndjson``."""
    scheme, separator, _ = path.partition("://")
    return bool(separator) and scheme.replace("+", "").isalnum()


def is_web(url: str) -> bool:
    """Tell whether a URL is of HTTP, in which ``?`` and brackets are no patterns."""
    return url.lower().startswith(("http://", "https://"))


def shown_url(url: str) -> str:
    """Give a URL as it may be printed, without a log-in and what signs it; other paths stay."""
    if not is_url(url):
        return url
    url = _LOGIN.sub(f"{_MASK}@", url, count=1)
    path = re.split("[?;#]", url, maxsplit=1)[0]
    more = url[len(path) :]
    if more and "=" not in more and is_web(url):
        return path + more[0] + _MASK
    return path + _VALUE.sub(_MASK, more)


def shown_urls(text: str) -> str:
    """Give a text as it may be printed, such as an error that quotes the URL of a file."""
    return _URL.sub(lambda found: shown_url(found[0]), text)
