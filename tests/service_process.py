"""The example service as a process of its own, and what tests send to it."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sysconfig
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from http.client import HTTPConnection, HTTPResponse
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import frozen

needs_service = pytest.mark.skipif(
    not all(map(find_spec, ("starlette", "uvicorn"))),
    reason="the example service needs starlette and uvicorn",
)

ROOT: Final = Path(__file__).resolve().parents[1]
PAYLOADS: Final = ROOT / "examples" / "payloads"
SERVICE: Final = ROOT / "examples" / "service"
README: Final = (SERVICE / "README.md").read_text(encoding="utf-8")
SCRIPTS: Final = sysconfig.get_path("scripts")
PATIENCE: Final = 60
"""Seconds after which the service is taken to wait for ever."""

TOKEN: Final = "a-token-of-the-tests"
MAX_BODY: Final = 2_000_000
"""Bytes of a body at most."""

DATASET: Final = json.loads((PAYLOADS / "dataset.json").read_text(encoding="utf-8"))
LOGS: Final = json.loads((SERVICE / "label_logs.json").read_text(encoding="utf-8"))


@frozen
class Answer:
    """What the service answers."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def content(self) -> Any:
        """The JSON of the body; None where there is no body."""
        return json.loads(self.body) if self.body else None


@frozen
class Service:
    """A service that runs."""

    port: int
    process: subprocess.Popen[bytes]

    def send(self, method: str, path: str, payload: Any = None, **headers: str | None) -> Answer:
        """Send a request, with any JSON or with bytes.

        Args:
            method: The method of HTTP.
            path: The path and the query.
            payload: What goes into the body.
            **headers: More headers, with ``_`` for ``-``, or None for one that is not sent.
        """
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        sent: dict[str, str | None] = {"Authorization": f"Bearer {TOKEN}"}
        if payload is not None:
            sent["Content-Type"] = "application/json"
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(
                method,
                path,
                None if payload is None else body,
                {name: value for name, value in sent.items() if value is not None},
            )
            return answer_of(connection.getresponse())
        finally:
            connection.close()

    def ask(self, method: str, path: str, payload: Any = None) -> tuple[int, Any]:
        """Send a request, and give the status and the answer."""
        answer = self.send(method, path, payload)
        return answer.status, answer.content

    def put(self, dataset: dict[str, Any]) -> None:
        answer = self.ask("PUT", "/datasets", dataset)
        assert answer == (200, {"data_rows": len(dataset.get("data_rows") or ())})

    def get(self, path: str) -> Any:
        status, answer = self.ask("GET", path)
        assert status == 200, answer
        return answer

    def tag(self, path: str) -> str:
        """Give the entity tag of what stands there."""
        return self.send("GET", path).headers["ETag"]


def answer_of(response: HTTPResponse) -> Answer:
    answer = Answer(response.status, response.headers, response.read())
    if answer.body:
        assert answer.headers["Content-Type"] == "application/json"
    return answer


def blocks(language: str) -> list[str]:
    """Give what stands in the README between fences of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


@contextmanager
def running(folder: Path, **environment: str) -> Iterator[Service]:
    """Start the service as its README says, on a free port; end it whatever happens.

    Args:
        folder: Where its database and its log are.
        **environment: More variables of its environment.
    """
    with started(folder, **environment) as service:
        yield service
        service.process.terminate()
        service.process.wait(PATIENCE)
        said = (folder / "service.log").read_text(encoding="utf-8")
        assert "Application shutdown complete" in said
        assert "Traceback" not in said
        assert "ResourceWarning" not in said


@contextmanager
def started(folder: Path, **environment: str) -> Iterator[Service]:
    """Start the service like `running`; in the end it is killed."""
    command = shlex.split(blocks("sh")[-1].replace("--port 8000", "--port 0"))
    log = folder / "service.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(shutil.which(command[0], path=SCRIPTS)), *command[1:]],
            cwd=ROOT,
            env=os.environ
            | {
                "DATABASE": str(folder / "datasets.db"),
                "SERVICE_TOKEN": TOKEN,
                "SERVICE_MAX_BODY": str(MAX_BODY),
                "PYTHONWARNINGS": "always::ResourceWarning",
            }
            | environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Service(wait_for_port(process, log), process)
    finally:
        process.kill()
        process.wait(PATIENCE)


def wait_for_port(process: subprocess.Popen[bytes], log: Path) -> int:
    """Give the port, which the service names as soon as it answers."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        said = log.read_text(encoding="utf-8")
        if found := re.search(r"running on http://127\.0\.0\.1:(\d+)", said):
            return int(found[1])
        assert process.poll() is None, said
        time.sleep(0.02)
    raise AssertionError(f"the service does not start: {log.read_text(encoding='utf-8')}")


def dataset_of(name: str, *rows: dict[str, Any], **changes: Any) -> Any:
    """Make the payload of a dataset with these rows, or with those of the example."""
    made = {"dataset_hash": name, "data_rows": list(rows) or DATASET["data_rows"]}
    return deepcopy(DATASET | made | changes)


def row_of(name: str, **changes: Any) -> Any:
    """Make the payload of a data row."""
    return DATASET["data_rows"][0] | {"data_hash": name} | changes


NEWER_ROW: Final = row_of(
    "newer",
    data_type="HOLOGRAM",
    storage_location=77,
    created_at="2023-04-02T09:14:11.5+02:00",
    spaces={"left": [1, 2.5, None]},
    payload="its own",
    position=-1,
    dataset_hash="another",
)
"""A row as only a newer server sends it."""
