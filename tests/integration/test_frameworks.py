"""Models in the signatures of web frameworks: real servers, and documents that say what they do."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from urllib.request import urlopen

import pytest
from service_process import (
    DATASET,
    PATIENCE,
    ROOT,
    SCRIPTS,
    Service,
    row_of,
    wait_for_port,
)

from converters import converter
from converters.unknown.held import same
from orm_attrs import DataRow

jsonschema = pytest.importorskip("jsonschema")

DOCUMENTS: Final = {"fastapi": "/openapi.json", "litestar": "/schema/openapi.json"}
ROWS: Final = DATASET["data_rows"]
BAD: Final = ROWS[0] | {"width": "1920", "created_at": "May"}


@contextmanager
def running(name: str, folder: Path) -> Iterator[Service]:
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                str(shutil.which("uvicorn", path=SCRIPTS)),
                *("--app-dir", "examples", f"{name}_rows:app", "--port", "0"),
            ],
            cwd=ROOT,
            env=os.environ,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Service(wait_for_port(process, log), process)
    finally:
        process.kill()
        process.wait(PATIENCE)


@pytest.fixture(scope="module", params=DOCUMENTS)
def named_service(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Service]]:
    if not all(map(find_spec, (request.param, "uvicorn"))):
        pytest.skip(f"needs {request.param} and uvicorn")
    with running(request.param, tmp_path_factory.mktemp(request.param)) as service:
        yield request.param, service


@pytest.fixture
def web(named_service: tuple[str, Service]) -> Service:
    return named_service[1]


@pytest.fixture
def document(named_service: tuple[str, Service]) -> Any:
    name, service = named_service
    with urlopen(f"http://127.0.0.1:{service.port}{DOCUMENTS[name]}", timeout=PATIENCE) as answer:
        return json.load(answer)


def test_rows_go_in_and_come_out_with_the_keys_of_the_wire(web: Service) -> None:
    assert web.ask("PUT", "/datasets", DATASET) == (200, {"data_rows": len(ROWS)})
    # A size that is sent as 7.0 comes out as 7: the converter of the examples keeps no spellings.
    written = [converter.unstructure(converter.structure(row, DataRow)) for row in ROWS]
    assert written == ROWS
    for sent, row in zip(ROWS, written, strict=True):
        status, answer = web.ask("PUT", "/rows", sent)
        assert (status, same(answer, row)) == (200, True)
        assert same(web.get(f"/rows/{row['data_hash']}"), row)
    assert same(web.get("/rows"), written)


def test_the_names_of_attributes_are_no_keys(web: Service) -> None:
    row = {"uid" if key == "data_hash" else key: value for key, value in ROWS[0].items()}
    assert web.ask("PUT", "/rows", row)[0] == 422


def test_a_bad_payload_is_answered_with_all_problems(
    named_service: tuple[str, Service],
) -> None:
    name, service = named_service
    status, answer = service.ask("PUT", "/rows", BAD)

    within = {"fastapi": ["body"], "litestar": []}[name]
    # As FastAPI does it, but without a value, which stands in the message.
    more: dict[str, Any] = {"fastapi": {"input": None}, "litestar": {}}[name]
    found = {"fastapi": answer["detail"], "litestar": answer.get("extra")}[name]
    assert (status, found) == (
        422,
        [
            {
                "loc": [*within, "created_at"],
                "msg": "expected a date and time, got 'May'",
                "type": "bad_date",
                **more,
            },
            {
                "loc": [*within, "width"],
                "msg": "expected int, got '1920'",
                "type": "wrong_type",
                **more,
            },
        ],
    )
    bad = DATASET | {"data_rows": [ROWS[0], BAD, 5]}
    status, answer = service.ask("PUT", "/datasets", bad)
    found = {"fastapi": answer["detail"], "litestar": answer.get("extra")}[name]
    assert [it["loc"][len(within) :] for it in found] == [
        ["data_rows", 1, "created_at"],
        ["data_rows", 1, "width"],
        ["data_rows", 2],
    ]


def test_what_is_no_json_is_no_fault_of_the_service(web: Service) -> None:
    for body in (b"", b"{", b"\xff", b"[1, 2"):
        assert web.ask("PUT", "/rows", body)[0] in (400, 422)


def schemas(document: Any, method: str, path: str) -> tuple[Any, Any]:
    """Give validators of the request and of the answer, as a document has them."""
    (found,) = (it[method] for key, it in document["paths"].items() if matches(key, path))
    bodies = (found.get("requestBody", {}), found["responses"]["200"])
    contents = (it.get("content", {}).get("application/json", {}) for it in bodies)
    made = [jsonschema.Draft202012Validator(it.get("schema", {})) for it in contents]
    return made[0], made[1]


def matches(template: str, path: str) -> bool:
    return re.fullmatch(re.sub(r"\{.*?\}", "[^/]+", template), path) is not None


def test_the_document_says_what_the_service_takes(web: Service, document: Any) -> None:
    payloads = [
        *ROWS,
        BAD,
        {},
        [],
        row_of("new", data_type="HOLOGRAM", storage_location=77),
        row_of("blank", file_size=1.5),
        row_of("float", file_size=7.0, images_data=[]),
    ]
    validator, _ = schemas(document, "put", "/rows")
    taken = [web.ask("PUT", "/rows", payload)[0] == 200 for payload in payloads]

    assert taken == [validator.is_valid(payload) for payload in payloads]
    assert taken.count(True) == len(ROWS) + 2


def test_the_document_says_what_the_service_sends(web: Service, document: Any) -> None:
    web.ask("PUT", "/datasets", DATASET)
    for path in ("/rows", f"/rows/{ROWS[0]['data_hash']}"):
        _, validator = schemas(document, "get", path)
        answer = web.get(path)
        assert list(validator.iter_errors(answer)) == []
        assert not validator.is_valid([BAD])


def test_what_is_not_there_is_still_not_found(web: Service) -> None:
    assert web.ask("GET", "/rows/none")[0] == 404
