"""Whom a querier trusts, what it shows, and through which proxy it goes."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("trustme")

from client_cases import HASH
from http_cases import QUICK, Http, Pauses
from platform_server import Platform
from tls_cases import Authority, Proxy, long_ago, running_proxy, secure

from converters.client import NoAnswerError

NAME = "api.example.com"
ADDRESS = f"https://{NAME}"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority.in_folder(tmp_path)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def test_a_server_whose_authority_is_trusted_is_asked(
    http: Http, platform: Platform, authority: Authority
) -> None:
    with (
        secure(platform, authority.context("127.0.0.1")) as url,
        http.open(url, ca_bundle=authority.bundle, key="k") as querier,
    ):
        assert querier.get("datarow", HASH, None)["data_hash"] == HASH
        assert querier.get("datarow", HASH, None)["data_hash"] == HASH
    assert [request.headers["Authorization"] for request in platform.requests] == ["k", "k"]
    assert len(platform.connections) == 1


def refused(
    http: Http, url: str, platform: Platform, pauses: Pauses, verb: str, **options: Any
) -> str:
    """See that nothing is sent to a server that is not trusted, and that it is tried once."""
    with (
        http.open(url, key="hunter2", settings=QUICK, **options) as querier,
        pytest.raises(NoAnswerError) as caught,
    ):
        getattr(querier, verb)("datarow", HASH, {})
    assert (platform.requests, pauses) == ([], [])
    message = str(caught.value)
    assert message.endswith("; nothing was sent")
    assert "hunter2" not in message
    return message


@pytest.mark.parametrize("verb", ["get", "set"])
def test_a_server_of_an_unknown_authority_is_sent_nothing(
    http: Http, platform: Platform, authority: Authority, pauses: Pauses, verb: str
) -> None:
    with secure(platform, authority.context("127.0.0.1")) as url:
        message = refused(http, url, platform, pauses, verb)
    assert "CERTIFICATE_VERIFY_FAILED" in message


@pytest.mark.parametrize("verb", ["get", "set"])
def test_a_server_with_a_certificate_for_another_host_is_sent_nothing(
    http: Http, platform: Platform, authority: Authority, pauses: Pauses, verb: str
) -> None:
    with secure(platform, authority.context("127.0.0.2", "localhost")) as url:
        message = refused(http, url, platform, pauses, verb, ca_bundle=authority.bundle)
    assert "not valid for '127.0.0.1'" in message


@pytest.mark.parametrize("verb", ["get", "set"])
def test_a_server_with_a_certificate_that_has_expired_is_sent_nothing(
    http: Http, platform: Platform, authority: Authority, pauses: Pauses, verb: str
) -> None:
    context = authority.context("127.0.0.1", not_after=long_ago())
    with secure(platform, context) as url:
        message = refused(http, url, platform, pauses, verb, ca_bundle=authority.bundle)
    assert "certificate has expired" in message


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
@pytest.mark.parametrize("verb", ["get", "set"])
def test_a_server_that_speaks_only_an_old_version_is_sent_nothing(
    http: Http, platform: Platform, authority: Authority, pauses: Pauses, verb: str
) -> None:
    context = authority.context("127.0.0.1")
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    with secure(platform, context) as url:
        refused(http, url, platform, pauses, verb, ca_bundle=authority.bundle)


def test_a_certificate_of_the_client_is_shown(
    http: Http, platform: Platform, authority: Authority, tmp_path: Path
) -> None:
    context = authority.context("127.0.0.1")
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(authority.bundle)
    mine = authority.ca.issue_cert("me@example.com")
    both, chain, key = (tmp_path / name for name in ("both.pem", "chain.pem", "key.pem"))
    mine.private_key_and_cert_chain_pem.write_to_path(both)
    mine.cert_chain_pems[0].write_to_path(chain)
    mine.private_key_pem.write_to_path(key)
    with secure(platform, context) as url:
        for cert in (both, str(both), (chain, key)):
            with http.open(url, ca_bundle=authority.bundle, client_cert=cert) as querier:
                assert querier.get("datarow", HASH, None)
        with (
            http.open(url, ca_bundle=authority.bundle, settings=QUICK) as querier,
            pytest.raises(NoAnswerError),
        ):
            querier.set("datarow", HASH, {})
    assert len(platform.requests) == 3


# --- proxies --------------------------------------------------------------------------------------


@pytest.fixture
def proxy(platform: Platform) -> Iterator[Proxy]:
    with running_proxy() as proxy:
        proxy.targets[NAME] = platform.server_address[:2]
        yield proxy


@pytest.mark.parametrize("is_in_environment", [True, False])
def test_a_secure_query_goes_through_a_tunnel_of_the_proxy(
    http: Http,
    platform: Platform,
    authority: Authority,
    proxy: Proxy,
    monkeypatch: pytest.MonkeyPatch,
    is_in_environment: bool,
) -> None:
    with_login = proxy.url.replace("//", "//user:hunter2@")
    if is_in_environment:
        monkeypatch.setenv("HTTPS_PROXY", with_login)
    options = {} if is_in_environment else {"proxy": with_login}
    with secure(platform, authority.context(NAME)) as url:
        host, _, port = url.removeprefix("https://").partition(":")
        proxy.targets[NAME] = (host, int(port))
        with http.open(ADDRESS, ca_bundle=authority.bundle, key="secret", **options) as querier:
            for _ in range(2):
                assert querier.get("datarow", HASH, None)["data_hash"] == HASH
    (head,) = proxy.heads
    assert head.startswith(b"CONNECT api.example.com:443 HTTP/1.1\r\n")
    assert b"Proxy-Authorization: Basic dXNlcjpodW50ZXIy" in head
    assert b"secret" not in head
    assert {request.headers["Authorization"] for request in platform.requests} == {"secret"}
    assert "Proxy-Authorization" not in platform.requests[0].headers


def test_a_plain_query_is_handed_to_the_proxy(
    http: Http, platform: Platform, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", proxy.url)
    with http.open(f"http://{NAME}", allow_http=True) as querier:
        assert querier.get("datarow", HASH, None)["data_hash"] == HASH
    assert proxy.heads[0].startswith(b"POST http://api.example.com/public/user HTTP/1.1\r\n")
    assert platform.requests[0].headers["Host"] == NAME


def test_a_server_on_this_machine_is_asked_through_a_proxy_on_it(
    http: Http, platform: Platform, proxy: Proxy
) -> None:
    proxy.targets["127.0.0.1"] = platform.server_address[:2]
    with http.open(platform.url, proxy=proxy.url) as querier:
        assert querier.get("datarow", HASH, None)["data_hash"] == HASH
    assert len(proxy.heads) == 1


@pytest.mark.parametrize(
    ("status", "attempts"),
    [("407 Proxy Authentication Required", 1), ("403 Forbidden", 1), ("502 Bad Gateway", 3)],
)
@pytest.mark.parametrize("verb", ["get", "set"])
def test_a_proxy_that_refuses_is_an_error_and_nothing_was_sent(
    http: Http, proxy: Proxy, platform: Platform, status: str, attempts: int, verb: str
) -> None:
    proxy.answer = f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode()
    with (
        http.open(
            ADDRESS, proxy=proxy.url.replace("//", "//user:hunter2@"), settings=QUICK
        ) as querier,
        pytest.raises(NoAnswerError) as caught,
    ):
        getattr(querier, verb)("datarow", HASH, {})
    message = str(caught.value)
    assert message.endswith(f"the proxy refuses with {status}; nothing was sent")
    assert "hunter2" not in message
    assert len(proxy.heads) == attempts
    assert platform.requests == []


def test_a_proxy_that_is_not_there_is_an_error_and_nothing_was_sent(
    http: Http, platform: Platform, row: dict[str, Any], pauses: Pauses
) -> None:
    with (
        Platform(row, listens=False) as closed,
        http.open(ADDRESS, proxy=closed.url) as querier,
        pytest.raises(NoAnswerError, match=r"Connection refused; nothing was sent$"),
    ):
        querier.set("datarow", HASH, {})
    assert len(pauses) == 3
