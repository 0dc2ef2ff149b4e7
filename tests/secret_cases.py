"""The secrets of a querier, and how a server may spell them when it sends them back."""

from __future__ import annotations

import html
import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from typing import Any, Final
from urllib.parse import quote, quote_plus

ODD: Final = "/+=&<>'\\x12%41\""
"""Characters that are escaped somewhere."""

SECRETS: Final = {
    "the key": f"K3y{ODD}-of-the-user",
    "the password of the address": f"Pa5s{ODD}-of-the-address",
    "the password of the proxy": f"Pr0x{ODD}-of-the-proxy",
    "the value of a header": f"V4lu{ODD}-of-a-header",
    "a cookie": "C00k-ie_of/the+session",
    "a signature": f"S1gn{ODD}-of-the-body",
    "the word behind Bearer": "T0ken-of.the_bearer",
}

SPELLINGS: Final[dict[str, Callable[[str], str]]] = {
    "as it is": str,
    "percent": quote,
    "percent, all": lambda text: quote(text, safe=""),
    "percent, in small letters": lambda text: quote(text, safe="").lower(),
    "percent, twice": lambda text: quote(quote(text, safe=""), safe=""),
    "percent, for forms": quote_plus,
    "HTML": html.escape,
    "HTML, decimal": lambda text: "".join(f"&#{ord(it)};" for it in text),
    "HTML, hexadecimal": lambda text: "".join(f"&#x{ord(it):04X};" for it in text),
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON, all": lambda text: "".join(f"\\u{ord(it):04x}" for it in text),
    "JSON in JSON": lambda text: json.dumps(json.dumps(text)),
    "JSON in HTML": lambda text: html.escape(json.dumps(text)[1:-1]),
    "Python": repr,
    "Python, bytes": lambda text: repr(text.encode()),
    "base64": lambda text: b64encode(text.encode()).decode(),
    "base64, behind a byte": lambda text: b64encode(b"u:" + text.encode()).decode(),
    "base64, between bytes": lambda text: b64encode(b"u" + text.encode() + b"u").decode(),
    "base64, for addresses": lambda text: urlsafe_b64encode(text.encode()).decode(),
    "base64 of percent": lambda text: b64encode(quote(text, safe="").encode()).decode(),
    "base64 of HTML": lambda text: b64encode(html.escape(text).encode()).decode(),
    "base64 of JSON": lambda text: b64encode(json.dumps(text)[1:-1].encode()).decode(),
    "base64, percent": lambda text: quote(b64encode(text.encode()).decode(), safe=""),
    "hexadecimal": lambda text: text.encode().hex(),
}


def spelled(part: int = 0, parts: int = 1) -> Iterator[tuple[str, str]]:
    """Give each secret in each spelling, with a name for it.

    Args:
        part: Which part of them, from 0. Each part has each secret, and each spelling.
        parts: How many parts there are.
    """
    for number, (secret, value) in enumerate(SECRETS.items()):
        for place, (spelling, spell) in enumerate(SPELLINGS.items()):
            if (number + place) % parts == part:
                yield f"{secret}, {spelling}", spell(value)


def options(url: str) -> tuple[str, dict[str, Any]]:
    """Give the address and the options of a querier that has all these secrets.

    The server is its own proxy.
    """
    address, proxy = (
        url.replace("//", f"//user:{quote(SECRETS[f'the password of the {what}'], safe='')}@")
        for what in ("address", "proxy")
    )
    headers = {
        "X-Token": SECRETS["the value of a header"],
        "X-Login": f"Bearer {SECRETS['the word behind Bearer']}",
        "Cookie": f"theme=dark; session={SECRETS['a cookie']}",
    }
    return address, {
        "key": SECRETS["the key"],
        "proxy": proxy,
        "headers": headers,
        "sign": lambda body: {"X-Signature": SECRETS["a signature"]},
        "sign_url": lambda url: {"X-Signature": SECRETS["a signature"]},
        "trust_env": False,
    }
