"""Signs queries and URLs with a key pair, as the platform wants it of users without an API key."""

from __future__ import annotations

import hashlib
import time
from base64 import b64encode
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from converters.client.http.secrets import discreet

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

LABEL: Final = "encord-sig"
"""The name of the signature of a URL, which the platform looks for."""


class Signer:
    """Signs with an Ed25519 key: ``HttpQuerier(..., sign=signer.sign, sign_url=signer.sign_url)``.

    Args:
        private_key: A key of the package cryptography; `from_text` reads one.
    """

    __slots__ = ("_private_key", "public_key")

    def __init__(self, private_key: Ed25519PrivateKey) -> None:
        self._private_key = private_key
        self.public_key: str = private_key.public_key().public_bytes_raw().hex()
        """The public key, 64 hexadecimal digits, by which the platform knows the user."""

    @classmethod
    @discreet
    def from_text(cls, text: str | bytes, password: str | None = None) -> Signer:
        """Read a private key.

        Args:
            text: The content of its file, as ``ssh-keygen -t ed25519`` or OpenSSL writes it.
            password: What the key is locked with; None for one that is not.

        Raises:
            ModuleNotFoundError: When cryptography is missing; or bcrypt, for a key of ssh-keygen
                that is locked.
            ValueError: When the text is no Ed25519 key that the password opens. The sentence
                quotes neither, and no frame of the error has one of them.
        """
        try:
            from cryptography.exceptions import UnsupportedAlgorithm
            from cryptography.hazmat.primitives import serialization
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        except ModuleNotFoundError as exc:
            raise ModuleNotFoundError(
                "Signer needs an extra: pip install 'orm-attrs[sign]'", name=exc.name
            ) from exc
        data = text.encode() if isinstance(text, str) else text
        secret = None if password is None else password.encode()
        is_ssh = b"BEGIN OPENSSH PRIVATE KEY" in data
        load = serialization.load_ssh_private_key if is_ssh else serialization.load_pem_private_key
        wrong = "" if not secret else ", and the password that opens it"
        lacks_bcrypt = False
        try:
            key = load(data, secret)
        except UnsupportedAlgorithm as exc:
            key, lacks_bcrypt = None, "bcrypt" in str(exc)
        except TypeError:
            key = None
            wrong = "; a password is given for one that is not locked"
            if not secret:
                wrong = "; it is locked, and no password is given"
        except Exception:  # of many kinds, and some quote the text
            key = None
        if lacks_bcrypt:
            raise ModuleNotFoundError(
                "a locked key of OpenSSH needs bcrypt: pip install 'orm-attrs[sign]'",
                name="bcrypt",
            )
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError(
                f"expected an Ed25519 private key in the format of OpenSSH or PEM{wrong}"
            )
        return cls(key)

    def sign(self, body: bytes) -> dict[str, str]:
        """Give the header for a query: the public key, and the signature of the body's SHA-256."""
        signature = self._private_key.sign(hashlib.sha256(body).digest())
        return {"Authorization": f"{self.public_key}:{signature.hex()}"}

    def sign_url(self, url: str) -> dict[str, str]:
        """Give the headers for a GET without a body: a signature as HTTP Message Signatures has it.

        Args:
            url: The URL as it is sent, with its query. Scheme and host are not signed.
        """
        parts = urlsplit(url)
        digest = f"sha-256=:{b64encode(hashlib.sha256(b'').digest()).decode()}:"
        signed = {
            "@method": "GET",
            "@request-target": parts.path + (f"?{parts.query}" if parts.query else ""),
            "content-digest": digest,
        }
        names = " ".join(f'"{name}"' for name in signed)
        parameters = f'({names});created={int(time.time())};keyid="{self.public_key}";alg="ed25519"'
        lines = {**signed, "@signature-params": parameters}
        base = "\n".join(f'"{name}": {value}' for name, value in lines.items())
        signature = b64encode(self._private_key.sign(base.encode())).decode()
        return {
            "Content-Digest": digest,
            "Signature-Input": f"{LABEL}={parameters}",
            "Signature": f"{LABEL}=:{signature}:",
        }

    def __repr__(self) -> str:
        return f"Signer(public_key={self.public_key!r})"
