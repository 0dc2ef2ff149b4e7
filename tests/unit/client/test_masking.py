"""What is taken out of the texts of a client."""

from __future__ import annotations

import pickle
from base64 import b64encode

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from secret_cases import ODD, SECRETS, SPELLINGS, options, spelled

from converters.client.http.masking import DEEPEST, QUOTED, Secrets
from converters.http import HttpQuerier

ALL = Secrets(SECRETS.values())


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_secret_is_masked_in_every_spelling(spelling: str) -> None:
    for name, secret in SECRETS.items():
        text = SPELLINGS[spelling](secret)
        hidden = ALL.hide(f"before ({text}) after")
        assert "***" in hidden, name
        # A character of base64 that is shared with the byte beside it may stay.
        assert len(hidden) < len("before () after") + 12, name
        assert hidden.startswith("before ("), name
        assert hidden.endswith(" after"), name


def test_secrets_in_a_row_are_masked_each() -> None:
    texts = [text for _, text in spelled()]
    hidden = ALL.hide(" | ".join(texts))
    assert hidden.count("***") == len(texts)
    assert not [text for text in texts if text in hidden]


@given(st.text(max_size=30), st.text(max_size=30), st.sampled_from(sorted(SPELLINGS)))
def test_whatever_stands_beside_a_secret_it_is_masked(
    before: str, after: str, spelling: str
) -> None:
    text = SPELLINGS[spelling](SECRETS["the key"])
    assert text[8:-8] not in ALL.hide(before + text + after)


@pytest.mark.parametrize("before", ["%", "%4", "\\", "\\x", "&", "&#3", "\\u00"])
def test_what_makes_an_escape_with_the_start_of_a_secret_hides_no_more_than_that(
    before: str,
) -> None:
    for secret in ("11f0b7c2a9-secret", "abc0b7c2a9-secret"):
        for spell in SPELLINGS.values():
            assert spell(secret)[8:] not in Secrets([secret]).hide(before + spell(secret))


@given(st.text(alphabet="abc%&\\#;u0041x ", max_size=60))
def test_what_has_no_secret_in_it_stays_as_it_is(text: str) -> None:
    assert ALL.hide(text) == text


def test_what_stands_behind_a_scheme_is_a_secret_too() -> None:
    basic = b64encode(b"user:hunter2").decode()
    secrets = Secrets([f"Basic {basic}", "Bearer abc"])
    shown = secrets.hide(f"Basic {basic}, {basic}, user:hunter2, hunter2, Bearer abc, abc, user")
    assert shown == "***, ***, ***, ***, ***, ***, user"


def test_a_short_secret_is_masked_where_it_stands_and_not_in_base64() -> None:
    assert Secrets(["40"]).hide("403 %34%30 NDA=") == "***3 *** NDA="
    assert Secrets([""]).hide("a") == "a"
    # What it says is shorter still.
    assert Secrets(["%41%42"]).hide("A AB %41%42 %2541%2542") == "A AB *** ***"


def test_capitals_do_not_matter() -> None:
    assert Secrets(["Hunter2"]).hide("hunter2 HUNTER2") == "*** ***"


def test_what_was_cut_off_is_masked_where_enough_of_it_is_left() -> None:
    secret = SECRETS["the key"]
    assert ALL.hide(f"key {secret[:-3]}") == "key ***"
    assert ALL.hide(f"key {secret[:-3]} and more") == "key *** and more"
    assert Secrets(["hunter2hunter2hunter2"]).hide("hunter2!") == "hunter2!"


@pytest.mark.parametrize("size", [10, QUOTED, 10 * QUOTED])
def test_the_beginning_of_a_long_text_has_no_secret_cut_in_two(size: int) -> None:
    secret = "x1y2-z3w4-" * 20
    secrets = Secrets([secret])
    for shift in range(0, 400, 7):
        text = "." * shift + secret * 3 + "." * size
        for shown in (secrets.quote(text, 300), secrets.quote_bytes(text.encode(), 300)):
            assert shown.startswith("." * min(shift, 300))
            assert "x1y2" not in shown
            assert len(shown) <= 300
    # As many as there can be.
    assert secrets.quote(secret * size, 300).strip("*") == ""


def test_json_is_masked_in_keys_and_values_and_cut_where_it_is_too_deep() -> None:
    secret = SECRETS["the key"]
    content = {secret: [{"a": f"<{secret}>"}, 1, None, True, 1.5]}
    assert ALL.hide_in(content) == {"***": [{"a": "<***>"}, 1, None, True, 1.5]}
    deep: object = secret
    for _ in range(2 * DEEPEST):
        deep = [deep]
    shown = ALL.hide_in(deep)
    for _ in range(DEEPEST):
        (shown,) = shown
    assert shown == "..."


def test_secrets_are_not_printed() -> None:
    secrets = ALL.also(["more than that"])
    assert secrets.hide(f"more than that {ODD} {SECRETS['a cookie']}") == f"*** {ODD} ***"
    assert repr(secrets) == "***"
    assert secrets.also([]) is secrets


def test_a_querier_that_is_made_from_another_has_its_log_ins_and_hides_them() -> None:
    address, more = options("http://127.0.0.1:1")
    more |= {"sign": None, "sign_url": None}
    querier = HttpQuerier(address, **more)
    for again in (attrs.evolve(querier, deadline=3.0), pickle.loads(pickle.dumps(querier))):
        for name in ("domain", "proxy"):
            assert type(getattr(again, name)).__mro__[1] is str
            assert getattr(again, name) == "http://127.0.0.1:1"
            assert (
                getattr(again, name).login[1].reveal()
                == SECRETS[f"the password of the {'address' if name == 'domain' else name}"]
            )
        assert again.key is not None
        for name, secret in SECRETS.items():
            if name != "a signature":
                assert again.masked(secret) == "***", name
        assert SECRETS["the key"] not in repr(again) + repr(attrs.asdict(again))
    other = attrs.evolve(querier, domain="http://127.0.0.1:2", proxy=None, key=None)
    assert "Authorization" not in other.query("GET", "a", None, None).headers
