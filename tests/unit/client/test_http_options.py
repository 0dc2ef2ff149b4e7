"""What a querier may be made with, and what of it is never printed."""

from __future__ import annotations

import math
import pickle
import re
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from converters.client.http import options as http_options
from converters.client.http.attempts import Patience
from converters.client.http.connecting import find_proxy
from converters.client.http.envelope import Request
from converters.client.http.secrets import Headers, Secret
from converters.http import AsyncHttpQuerier, HttpQuerier
from orm_attrs import RequestsSettings

SERVER = "https://api.example.com"
SECRET = "hunter2"
GET = Request("GET a", "GET a", "POST", SERVER, "/public", Headers())

pytestmark = pytest.mark.parametrize("kind", [HttpQuerier, AsyncHttpQuerier])


# --- keys and headers -----------------------------------------------------------------------------

BAD_ENDS = ["\n", "\r\n", " ", "\t", "\0", "\x7f", "\xa0", "ä", "\u2028", "\r\nX-Other: 1"]


@pytest.mark.parametrize("end", BAD_ENDS)
def test_a_key_that_cannot_be_sent_is_refused_and_not_quoted(kind: Any, end: str) -> None:
    inside = [] if end == " " else [SECRET + end + SECRET]
    for key in (SECRET + end, end + SECRET, *inside):
        with pytest.raises(ValueError, match=r"^key: expected printable ASCII") as caught:
            kind(SERVER, key=key)
        message = str(caught.value)
        assert SECRET not in message


def test_a_key_is_text_and_not_empty(kind: Any) -> None:
    with pytest.raises(ValueError, match=r"^key: "):
        kind(SERVER, key="")
    with pytest.raises(TypeError, match=r"^key: expected str or None, got bytes$"):
        kind(SERVER, key=b"hunter2")


@pytest.mark.parametrize("end", [one for one in BAD_ENDS if one not in ("\xa0", "ä")])
def test_headers_that_cannot_be_sent_are_refused_and_not_quoted(kind: Any, end: str) -> None:
    for where, options in (
        ("headers", {"headers": {"X-Key": SECRET + end}}),
        ("resource_id", {"resource_id": SECRET + end}),
        ("resource_type", {"resource_type": SECRET + end}),
    ):
        with pytest.raises(ValueError, match=f"^{where}: ") as caught:
            kind(SERVER, **options)
        assert SECRET not in str(caught.value)


@pytest.mark.parametrize("name", ["", "X Key", "X:Key", "X-Key\n", "Schlüssel"])
def test_headers_have_names_that_can_be_sent(kind: Any, name: str) -> None:
    with pytest.raises(ValueError, match=r"^headers: a header has a name that cannot be sent$"):
        kind(SERVER, headers={name: SECRET})


@pytest.mark.parametrize("name", ["Content-Length", "transfer-encoding", "CONNECTION"])
def test_headers_do_not_say_where_a_request_ends(kind: Any, name: str) -> None:
    with pytest.raises(ValueError, match=f"^headers: the header {name} is set by the sender"):
        kind(SERVER, headers={name: "1"})


def test_headers_are_text(kind: Any) -> None:
    with pytest.raises(TypeError, match=r"^headers: expected text"):
        kind(SERVER, headers={"X-Key": 1})


def test_what_signs_gives_headers_that_can_be_sent(kind: Any) -> None:
    signing = kind(
        SERVER,
        sign=lambda body: {"Authorization": SECRET + "\n"},
        sign_url=lambda url: {"Authorization": SECRET + "\n"},
    )
    for act in (lambda: signing.query("GET", "a", None, None), lambda: signing.page("/a", {})):
        with pytest.raises(ValueError, match=r"^sign(_url)?: the header Authorization") as caught:
            act()
        assert SECRET not in str(caught.value)


def test_headers_of_the_caller_replace_others_whatever_their_capitals(kind: Any) -> None:
    querier = kind(SERVER, key="a", headers={"authorization": "b", "ACCEPT": "c"})
    sent = dict(querier.query("GET", "a", None, None).headers.encoded())
    assert sent[b"authorization"] == b"b"
    assert sent[b"ACCEPT"] == b"c"
    assert {b"Authorization", b"Accept"}.isdisjoint(sent)


# --- addresses ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "domain",
    [
        "api.example.com",
        "localhost:1",
        "//api.example.com",
        "ftp://api.example.com",
        "https://",
        "https://?",
        "https:///path",
        f"https://user:{SECRET}@",
        "https://api.example.com?a=1",
        "https://api.example.com#a",
        "https://api.example.com/?",
        "https://api.example.com:99999",
        "https://api.example.com:a",
        "https://api example.com",
        "https://api.example.com\n",
        "\nhttps://api.example.com",
        "https://api.example.com//other",
        "https://api.example.com\\other",
        "https://ex..com",
        "https://" + "a" * 64 + ".com",
        "https://" + "a." * 126 + "aa",
        "https://[::1",
        "https://[api]",
        "https://[1:2]",
        "https://[v1.a:b]",
        "https://[::1]api.example.com",
        "https://[fe80::1%25eth0]",
        f"https://user:{SECRET}@elsewhere@api.example.com",
        f"https://elsewhere.example\\:{SECRET}@api.example.com",
        "https://bücher.example",
        "",
    ],
)
def test_an_address_that_is_none_is_refused_and_not_quoted(kind: Any, domain: str) -> None:
    with pytest.raises(ValueError, match=r"^domain: expected an address") as caught:
        kind(domain)
    assert SECRET not in str(caught.value)


def test_an_address_is_text(kind: Any) -> None:
    with pytest.raises(TypeError, match=r"^domain: expected str, got bytes$"):
        kind(b"https://api.example.com")


@pytest.mark.parametrize(
    "domain",
    [
        "https://api.example.com",
        "HTTPS://api.example.com/",
        "https://api.example.com:8443/prefix/",
        "https://10.0.0.1",
        "https://[fd00::1]:8443",
        "http://localhost:8000",
        "http://LOCALHOST",
        "http://127.0.0.1:1",
        "http://127.9.9.9",
        "http://[::1]:8000",
        "https://" + "a" * 63 + ".com",
        "https://" + "a." * 126 + "a",
    ],
)
def test_an_address_of_a_server_is_taken(kind: Any, domain: str) -> None:
    shown = kind(domain).domain
    assert shown.lower() == domain.lower().rstrip("/")


@pytest.mark.parametrize(
    "domain",
    [
        "http://api.example.com",
        "http://10.0.0.1",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "http://127.1",
        "http://[fd00::1]",
        "http://0.0.0.0",
    ],
)
def test_plain_text_leaves_the_machine_only_when_it_is_allowed(kind: Any, domain: str) -> None:
    with pytest.raises(ValueError, match=r"sends the key as plain text"):
        kind(domain, key=SECRET)
    assert kind(domain, key=SECRET, allow_http=True).domain == domain


def test_plain_text_leaves_the_machine_through_no_proxy_either(kind: Any) -> None:
    proxy = "http://proxy.example.com:3128"
    with pytest.raises(ValueError, match=r"^proxy: http:// sends the key as plain text"):
        kind("http://localhost", proxy=proxy)
    assert kind("http://localhost", proxy=proxy, allow_http=True).proxy == proxy
    assert kind(SERVER, proxy=proxy).proxy == proxy
    assert kind("http://localhost", proxy="http://localhost:3128").proxy


@pytest.mark.parametrize(
    "proxy", ["proxy:3128", "ftp://proxy", f"http://u:{SECRET}@", "http://a?b"]
)
def test_an_address_of_a_proxy_that_is_none_is_refused_and_not_quoted(
    kind: Any, proxy: str
) -> None:
    with pytest.raises(ValueError, match=r"^proxy: expected an address") as caught:
        kind(SERVER, proxy=proxy)
    assert SECRET not in str(caught.value)


def test_a_password_in_an_address_becomes_a_log_in(kind: Any) -> None:
    querier = kind(f"https://user:{SECRET}%40@api.example.com")
    assert querier.domain == SERVER
    sent = querier.query("GET", "a", None, None).headers
    assert sent["Authorization"] == "Basic dXNlcjpodW50ZXIyQA=="
    both = kind(f"https://user:{SECRET}@api.example.com", key="k")
    assert both.query("GET", "a", None, None).headers["Authorization"] == "k"


PATHS = [
    "@evil.example.com/",
    "//evil.example.com/",
    "https://evil.example.com/",
    ".evil.example.com/",
    ":443@evil.example.com",
    "/a?b",
    "/a#b",
    "/a b",
    "/a\r\nHost: evil.example.com",
    "\\evil.example.com",
    "/\\evil.example.com",
    "/a//b",
    "",
    "v2",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_on_the_same_server(kind: Any, path: str) -> None:
    with pytest.raises(ValueError, match=r"^expected a path such as /v2/public/"):
        kind(SERVER).page(path, {})


querier_of = cache(lambda kind: kind(SERVER))
"""A querier of a kind, which is made once: each reads the certificates of the system."""


@given(path=st.text(max_size=30))
def test_whatever_the_path_the_host_stays(kind: Any, path: str) -> None:
    try:
        url = querier_of(kind).page(path, {"a": path}).url
    except ValueError:
        return
    assert url.startswith(f"{SERVER}/")
    assert re.fullmatch(r"[\x21-\x7e]+", url)
    assert url.count("?") == 1


# --- what is printed ------------------------------------------------------------------------------


def all_secrets(kind: Any) -> Any:
    return kind(
        f"https://user:{SECRET}@api.example.com",
        key=SECRET,
        headers={"X-Key": SECRET},
        proxy=f"http://user:{SECRET}@proxy.example.com:3128",
    )


def test_no_secret_is_printed(kind: Any) -> None:
    querier = all_secrets(kind)
    request = querier.query("GET", "a", None, None)
    page = querier.page("/a", {"token": SECRET})
    for thing in (querier, request, page, querier.headers, querier.route()):
        assert SECRET not in repr(thing)
        assert SECRET not in str(thing)
    for obj in (querier, request):
        assert SECRET not in repr(attrs.asdict(obj))
        assert SECRET not in repr(attrs.astuple(obj))
    assert "api.example.com" in repr(querier)
    assert "proxy.example.com" in repr(querier)
    assert request.headers["Authorization"] == request.headers["X-Key"] == SECRET


def test_a_querier_is_printed_with_its_options_only(kind: Any) -> None:
    printed = re.findall(r"(\w+)=", repr(kind(SERVER)))
    assert printed == [
        "domain",
        "resource_id",
        "resource_type",
        "key",
        "settings",
        *attrs.fields_dict(RequestsSettings),
        "deadline",
        "max_bytes",
        "allow_http",
        "proxy",
        "trust_env",
        "ca_bundle",
        "client_cert",
        "pool_size",
    ]


def test_what_is_not_said_is_as_the_documentation_says(kind: Any) -> None:
    querier = kind(SERVER)
    assert (querier.max_bytes, querier.pool_size) == (256 * 2**20, 32)
    assert (querier.allow_http, querier.trust_env) == (False, True)
    assert (querier.deadline, querier.proxy, querier.ca_bundle) == (None, None, None)
    assert (querier.key, querier.sign, querier.sign_url) == (None, None, None)
    assert (querier.settings, dict(querier.headers)) == (RequestsSettings(), {})
    assert re.fullmatch(r"[0-9a-f]{32}/1;o=1", querier.trace())


def test_a_querier_is_pickled_for_another_process_with_its_key(kind: Any) -> None:
    again = pickle.loads(pickle.dumps(all_secrets(kind)))
    assert again.query("GET", "a", None, None).headers["Authorization"] == SECRET
    assert again.domain == SERVER


def test_a_secret_can_be_revealed_and_given_on(kind: Any) -> None:
    querier = kind(SERVER, key=SECRET)
    assert isinstance(querier.key, Secret)
    assert querier.key.reveal() == SECRET
    assert kind(SERVER, key=querier.key).key.reveal() == SECRET


# --- numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["max_retries", "connection_retries"])
@pytest.mark.parametrize("value", ["3", 1.5, True, [1]])
def test_a_number_of_retries_that_is_none_is_refused_by_name(
    kind: Any, name: str, value: Any
) -> None:
    settings = RequestsSettings(**{name: value})
    with pytest.raises(TypeError) as caught:
        kind(SERVER, settings=settings)
    assert str(caught.value) == (
        f"settings.{name}: expected int or None, got {type(value).__name__}"
    )


@pytest.mark.parametrize(
    "name", ["connect_timeout", "read_timeout", "write_timeout", "backoff_factor"]
)
@pytest.mark.parametrize("value", ["3", None, True])
def test_seconds_that_are_none_are_refused_by_name(kind: Any, name: str, value: Any) -> None:
    with pytest.raises(TypeError, match=f"^settings.{name}: expected a number of seconds, got "):
        kind(SERVER, settings=RequestsSettings(**{name: value}))
    if value is not None:
        with pytest.raises(TypeError, match=r"^deadline: expected a number of seconds, got "):
            kind(SERVER, deadline=value)


@pytest.mark.parametrize("value", [-1, math.nan, math.inf])
def test_seconds_that_cannot_be_waited_for_are_refused_by_name(kind: Any, value: float) -> None:
    with pytest.raises(ValueError, match=r"^settings.read_timeout: expected a number of seconds"):
        kind(SERVER, settings=RequestsSettings(read_timeout=value))
    with pytest.raises(ValueError, match=r"^settings.max_retries: expected at least 0, got -1"):
        kind(SERVER, settings=RequestsSettings(max_retries=-1))
    if value != math.inf:
        with pytest.raises(ValueError, match=r"^deadline: "):
            kind(SERVER, deadline=value)


@pytest.mark.parametrize("name", ["max_bytes", "pool_size"])
def test_sizes_are_numbers_above_zero(kind: Any, name: str) -> None:
    for value in (0, -1):
        with pytest.raises(ValueError, match=f"^{name}: expected at least 1, got {value}"):
            kind(SERVER, **{name: value})
    for other in ("1", 1.0, True, None):
        with pytest.raises(TypeError, match=f"^{name}: expected int, got "):
            kind(SERVER, **{name: other})


def test_settings_are_those_of_requests(kind: Any) -> None:
    with pytest.raises(TypeError, match=r"^settings: expected RequestsSettings, got dict"):
        kind(SERVER, settings={})


def test_without_a_deadline_a_call_lasts_as_long_as_one_attempt_may(kind: Any) -> None:
    settings = RequestsSettings(connect_timeout=1, read_timeout=20, write_timeout=300)
    writing = attrs.evolve(GET, is_idempotent=False)
    assert Patience.of(settings, None).for_all(GET) == 21
    assert Patience.of(settings, None).for_all(writing) == 301
    assert Patience.of(settings, 7).for_all(GET) == 7
    assert Patience.of(settings, math.inf).for_all(GET) == math.inf


def test_files_that_are_no_certificates_are_an_error_at_once(kind: Any, tmp_path: Any) -> None:
    (tmp_path / "empty.pem").write_text("")
    for options in (
        {"ca_bundle": tmp_path / "none.pem"},
        {"ca_bundle": tmp_path / "empty.pem"},
        {"client_cert": tmp_path / "none.pem"},
        {"client_cert": (tmp_path / "none.pem", tmp_path / "none.pem")},
    ):
        with pytest.raises(OSError, match=r"."):
            kind(SERVER, **options)


# --- what is installed ----------------------------------------------------------------------------


def test_without_the_extra_the_error_says_how_to_install_it(
    kind: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import converters.client.http as package

    monkeypatch.delattr(package, "network", raising=False)
    for name in ("network", "reading", "streams"):
        monkeypatch.delitem(sys.modules, f"{package.__name__}.{name}", raising=False)
    monkeypatch.setitem(sys.modules, "httpcore", None)
    with pytest.raises(ModuleNotFoundError) as caught:
        kind(SERVER)
    assert "pip install 'orm-attrs[http]' (httpcore is missing)" in str(caught.value)


def test_a_checkout_that_is_not_installed_has_a_user_agent_without_a_version(
    kind: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def version(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(http_options, "version", version)
    monkeypatch.setattr(http_options, "user_agent", http_options.user_agent.__wrapped__)
    headers = kind(SERVER).query("GET", "datarow", "a", None).headers
    assert re.fullmatch(r"orm-attrs/unknown python/3\.[0-9.]+\S*", headers["User-Agent"])


# --- the environment ------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize(
    ("domain", "environment", "expected"),
    [
        (SERVER, {}, None),
        (SERVER, {"https_proxy": "http://p:1"}, "http://p:1"),
        (SERVER, {"HTTPS_PROXY": "p:1"}, "http://p:1"),
        (SERVER, {"http_proxy": "http://p:1"}, None),
        (SERVER, {"all_proxy": "socks5://p:1"}, "socks5://p:1"),
        (SERVER, {"https_proxy": "http://p:1", "no_proxy": "example.com"}, None),
        (SERVER, {"https_proxy": "http://p:1", "no_proxy": "other.com"}, "http://p:1"),
        (SERVER, {"https_proxy": "http://p:1", "no_proxy": "*"}, None),
        ("http://localhost", {"http_proxy": "http://p:1"}, None),
        ("http://localhost", {"http_proxy": "http://localhost:1"}, "http://localhost:1"),
    ],
)
def test_the_proxy_of_the_environment_is_used(
    kind: Any,
    monkeypatch: pytest.MonkeyPatch,
    domain: str,
    environment: dict[str, str],
    expected: str | None,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    proxy = kind(domain).route().proxy
    assert (None if proxy is None else proxy.url) == expected
    assert kind(domain, trust_env=False).route().proxy is None
    own = kind(domain, proxy="http://127.0.0.1:9").route().proxy
    assert own is not None
    assert own.url == "http://127.0.0.1:9"


def test_an_address_of_the_environment_that_is_none_is_not_quoted(
    kind: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", f"http://user:{SECRET}@p:a")
    querier = kind(SERVER)
    with pytest.raises(ValueError, match=r"^the proxy of the environment: ") as caught:
        querier.route()
    assert SECRET not in str(caught.value)
    assert find_proxy(querier._server, None, trust_env=False) is None
