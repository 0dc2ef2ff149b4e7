"""What a signer signs, looked at with the public key alone."""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode
from traceback import walk_tb
from typing import Any

import pytest

pytest.importorskip("cryptography")

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from fresh import fresh
from hypothesis import given
from hypothesis import strategies as st

from converters.client import Signer

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
URL = "https://api.example.com/v2/public/timers?projectHash=p&after=2023-01-01+21%3A00%3A00"
FORMATS = serialization.PrivateFormat


def written(key: Any, form: FORMATS, password: bytes | None = None) -> str:
    lock: Any = serialization.NoEncryption()
    if password is not None:
        lock = serialization.BestAvailableEncryption(password)
    return key.private_bytes(serialization.Encoding.PEM, form, lock).decode()


def verify(public_key: str, signature: bytes, data: bytes) -> None:
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(signature, data)


@given(st.binary(max_size=200))
def test_the_signature_of_a_query_is_that_of_the_digest_of_its_body(body: bytes) -> None:
    signer = Signer(KEY)
    ((name, value),) = signer.sign(body).items()
    public_key, _, signature = value.partition(":")
    assert (name, public_key) == ("Authorization", signer.public_key)
    verify(public_key, bytes.fromhex(signature), hashlib.sha256(body).digest())
    with pytest.raises(InvalidSignature):
        verify(public_key, bytes.fromhex(signature), hashlib.sha256(body + b"x").digest())


def test_the_signature_of_a_url_covers_method_target_and_digest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("time.time", lambda: 1700000000.9)
    signer = Signer(KEY)
    headers = signer.sign_url(URL)
    digest = "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"
    parameters = (
        '("@method" "@request-target" "content-digest");created=1700000000;'
        f'keyid="{signer.public_key}";alg="ed25519"'
    )
    assert set(headers) == {"Content-Digest", "Signature-Input", "Signature"}
    assert headers["Content-Digest"] == digest
    assert headers["Signature-Input"] == f"encord-sig={parameters}"
    signature = re.fullmatch(r"encord-sig=:(.*):", headers["Signature"])
    assert signature is not None
    base = (
        '"@method": GET\n'
        '"@request-target": '
        "/v2/public/timers?projectHash=p&after=2023-01-01+21%3A00%3A00\n"
        f'"content-digest": {digest}\n'
        f'"@signature-params": {parameters}'
    )
    verify(signer.public_key, b64decode(signature[1]), base.encode())


@pytest.mark.parametrize("form", [FORMATS.OpenSSH, FORMATS.PKCS8])
@pytest.mark.parametrize("password", [None, "hunter2"])
def test_a_private_key_is_read_from_the_text_of_its_file(form: FORMATS, password: Any) -> None:
    text = written(KEY, form, None if password is None else password.encode())
    for data in (text, text.encode()):
        assert Signer.from_text(data, password).sign(b"") == Signer(KEY).sign(b"")


def test_a_text_that_is_no_such_key_is_refused_and_not_quoted() -> None:
    locked = written(KEY, FORMATS.PKCS8, b"hunter2")
    other = written(generate_private_key(SECP256R1()), FORMATS.PKCS8)
    broken = written(KEY, FORMATS.OpenSSH).replace("A", "B")
    locked_ssh = written(KEY, FORMATS.OpenSSH, b"hunter2")
    plain = written(KEY, FORMATS.PKCS8)
    no_password = "; it is locked, and no password is given"
    for text, password, end in (
        ("secret", None, ""),
        ("", None, ""),
        (locked, None, no_password),
        (locked, "", no_password),
        (locked_ssh, None, no_password),
        (locked, "hunter3", ", and the password that opens it"),
        (locked_ssh, "hunter3", ", and the password that opens it"),
        (plain, "hunter3", "; a password is given for one that is not locked"),
        (other, None, ""),
        (broken, None, ""),
    ):
        with pytest.raises(ValueError, match=r"^expected an Ed25519 private key") as caught:
            Signer.from_text(text, password)
        assert str(caught.value) == (
            f"expected an Ed25519 private key in the format of OpenSSH or PEM{end}"
        )
        assert caught.value.__cause__ is caught.value.__context__ is None
        shown = [repr(frame.f_locals) for frame, _ in walk_tb(caught.value.__traceback__)][1:]
        assert len(shown) == 1
        assert not [it for it in ("secret", "hunter", "PRIVATE KEY") if it in str(shown)]


def test_a_locked_key_of_openssh_needs_bcrypt_and_says_so() -> None:
    program = f"""import json, sys
sys.modules["bcrypt"] = None
from converters.client import Signer
try:
    Signer.from_text({written(KEY, FORMATS.OpenSSH, b"hunter2")!r}, "hunter2")
except ModuleNotFoundError as exc:
    print(json.dumps(str(exc)))
"""
    assert fresh(program) == ("a locked key of OpenSSH needs bcrypt: pip install 'orm-attrs[sign]'")


def test_the_private_key_is_not_printed() -> None:
    signer = Signer(KEY)
    assert repr(signer) == f"Signer(public_key={signer.public_key!r})"


def test_without_cryptography_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(
        __import__("sys").modules, "cryptography.hazmat.primitives.asymmetric.ed25519", None
    )
    with pytest.raises(ModuleNotFoundError) as caught:
        Signer.from_text("")
    assert str(caught.value) == "Signer needs an extra: pip install 'orm-attrs[sign]'"
