"""A PostgreSQL for the tests alone: started when it is asked for, and never left behind."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

SECONDS: Final = 60
"""How long the server may take to be ready, and to stop."""

USER: Final = "tests"


class UnavailableError(Exception):
    """There is no PostgreSQL here, or it does not start."""


@contextmanager
def postgres() -> Iterator[dict[str, Any]]:
    """Run a new server on 127.0.0.1, with a directory of its own.

    Yields:
        The arguments for ``psycopg.connect``.

    Raises:
        UnavailableError: When it cannot be started; says why.
    """
    try:
        import psycopg  # noqa: F401 - is it there?
    except ImportError as missing:
        raise UnavailableError(f"psycopg is not installed: {missing}") from None
    programs = _programs()
    account = _account()
    directory = Path(tempfile.mkdtemp(prefix="orm-attrs-", dir=_open_directory(account)))
    try:
        password = directory / "password"
        password.write_text(secrets.token_hex(), encoding="ascii")
        for path in (directory, password) if account else ():
            os.chown(path, account["user"], account["group"])
        _make_cluster(programs, directory, account)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        login = {"user": USER, "password": password.read_text(encoding="ascii")}
        arguments = {"host": "127.0.0.1", "port": port, "dbname": "postgres", **login}
        with _running(programs, directory, account, arguments):
            yield arguments
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _programs() -> Path:
    """Find the directory of ``initdb`` and ``postgres``; Debian has it outside of PATH."""
    if os.name != "posix":
        raise UnavailableError("PostgreSQL is started on POSIX systems only")
    found = shutil.which("initdb")
    # What is on PATH may be a link to it alone.
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    for place in places:
        if all((place / program).exists() for program in ("initdb", "postgres")):
            return place
    raise UnavailableError("PostgreSQL is not installed: no initdb and postgres were found")


def _account() -> dict[str, Any]:
    """Name whom the server runs as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    import pwd

    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise UnavailableError("this is root, and there is no other user to run PostgreSQL as")


def _open_directory(account: dict[str, Any]) -> str | None:
    """Choose a directory for temporary ones that the server's user may enter."""
    if not account:
        return None
    for path in map(Path, (tempfile.gettempdir(), "/tmp", "/var/tmp")):
        if all(one.stat().st_mode & 0o001 for one in (path.resolve(), *path.resolve().parents)):
            return str(path)
    raise UnavailableError("there is no temporary directory that another user may enter")


def _options(directory: Path, account: dict[str, Any]) -> dict[str, Any]:
    mine = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {"cwd": directory, "env": {**mine, "LC_ALL": "C"}, **account}


def _make_cluster(programs: Path, directory: Path, account: dict[str, Any]) -> None:
    done = subprocess.run(
        [
            programs / "initdb",
            f"--pgdata={directory / 'data'}",
            f"--username={USER}",
            f"--pwfile={directory / 'password'}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **_options(directory, account),
    )
    if done.returncode:
        raise UnavailableError(f"initdb failed:\n{done.stdout}")


@contextmanager
def _running(
    programs: Path, directory: Path, account: dict[str, Any], arguments: dict[str, Any]
) -> Iterator[None]:
    settings = {
        "listen_addresses": arguments["host"],
        "port": arguments["port"],
        "unix_socket_directories": "",
        "shared_buffers": "16MB",
        "fsync": "off",
        # The instants must be right wherever the server is.
        "timezone": "Asia/Kathmandu",
    }
    command = [programs / "postgres", "-D", directory / "data"]
    command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    options = {"start_new_session": True, **_options(directory, account)}
    log = directory / "log"
    with (
        log.open("wb") as output,
        subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, **options
        ) as server,
        # It waits for the end of its input, which comes however the tests end.
        subprocess.Popen(
            ["sh", "-c", 'read -r _; kill -INT "$1"', "sh", str(server.pid)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **options,
        ) as guard,
    ):
        try:
            _wait_for(server, arguments, log)
            yield
        finally:
            if server.poll() is None:
                guard.stdin.close()
                try:
                    server.wait(SECONDS)
                finally:
                    server.kill()
            guard.kill()


def _wait_for(server: subprocess.Popen[bytes], arguments: dict[str, Any], log: Path) -> None:
    """Wait until the server lets somebody in."""
    import psycopg

    end = time.monotonic() + SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            psycopg.connect(**arguments, connect_timeout=5).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise UnavailableError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}")
