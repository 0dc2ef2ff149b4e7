"""The headers of a signed request are those that the reference makes with the same key."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any, Final

import pytest

pytest.importorskip("encord")

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from encord import configs
from encord.http.v2 import request_signer
from hypothesis import given
from hypothesis import strategies as st
from reference.reading import VERSION
from requests import Request

from converters.client import Signer
from converters.client.http.options import HttpOptions

DOMAIN: Final = "https://api.example.com"
NOW: Final = 1_700_000_000
KEYS: Final = st.binary(min_size=32, max_size=32).map(Ed25519PrivateKey.from_private_bytes)
TEXTS: Final = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
PAYLOADS: Final = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
)
DIFFERENT: Final = {"user-agent", "x-cloud-trace-context"}
"""Headers that say who asks, and which call it is."""


def options(key: Ed25519PrivateKey) -> HttpOptions:
    signer = Signer(key)
    return HttpOptions(
        DOMAIN,
        resource_id="9a3f",
        resource_type="project",
        sign=signer.sign,
        sign_url=signer.sign_url,
    )


def reference_headers(key: Ed25519PrivateKey, body: str) -> dict[str, str]:
    if VERSION == "0.1.98":
        user = configs.UserConfig(key)
        made: dict[str, str] = configs.SshConfig(user, "project", "9a3f").define_headers(body)
        return made
    return configs.SshConfig(key).define_headers("9a3f", "project", body)


def comparable(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items() if name.lower() not in DIFFERENT}


@given(KEYS, st.sampled_from(["GET", "POST", "PUT", "DELETE"]), PAYLOADS)
def test_a_query_has_the_headers_that_the_reference_gives_to_its_body(
    key: Ed25519PrivateKey, verb: Any, payload: Any
) -> None:
    request = options(key).query(verb, "datarow", "0b8f", payload)
    assert request.body is not None
    theirs = reference_headers(key, request.body.decode())
    assert comparable(request.headers) == comparable(theirs)


@given(KEYS, st.dictionaries(TEXTS.filter(bool), TEXTS, max_size=4))
def test_a_page_has_the_signature_that_the_reference_makes_at_the_same_time(
    key: Ed25519PrivateKey, parameters: dict[str, str]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("time.time", lambda: NOW + 0.9)
        request = options(key).page("/v2/public/analytics/collaborators/timers", parameters)
        patch.setattr(
            request_signer,
            "datetime",
            SimpleNamespace(now=lambda: datetime.fromtimestamp(NOW + 0.9)),
        )
        theirs = request_signer.sign_request(
            Request("GET", request.url).prepare(), Signer(key).public_key, key
        )
    ours = comparable(request.headers)
    assert theirs.url == request.url
    assert {"signature", "signature-input", "content-digest"} <= set(comparable(theirs.headers))
    assert comparable(theirs.headers).items() <= ours.items()
