"""The example service, as its users meet it: a process that is asked over HTTP."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from copy import deepcopy
from datetime import datetime, timezone
from http.client import HTTPConnection
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any, Final
from urllib.parse import quote

import corpus
import pytest
from attrs import frozen
from dateutil.parser import parse
from strategies import Maker

from converters.tables import wire_fields
from converters.unknown.held import same
from orm_attrs import DataRow, Dataset, LabelLog

pytestmark = pytest.mark.skipif(
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

DATASET: Final = json.loads((PAYLOADS / "dataset.json").read_text(encoding="utf-8"))
LOGS: Final = json.loads((SERVICE / "label_logs.json").read_text(encoding="utf-8"))
LARGEST_INTEGER: Final = 2**63 - 1
"""The largest that SQLite can hold."""


@frozen
class Service:
    """A service that runs."""

    port: int
    process: subprocess.Popen[bytes]

    def ask(self, method: str, path: str, payload: Any = None) -> tuple[int, Any]:
        """Send a request, with any JSON or with bytes, and give the status and the answer."""
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, None if payload is None else body)
            response = connection.getresponse()
            assert response.headers["Content-Type"] == "application/json"
            return response.status, json.loads(response.read())
        finally:
            connection.close()

    def put(self, dataset: dict[str, Any]) -> None:
        answer = self.ask("PUT", "/datasets", dataset)
        assert answer == (200, {"data_rows": len(dataset.get("data_rows") or ())})

    def get(self, path: str) -> Any:
        status, answer = self.ask("GET", path)
        assert status == 200, answer
        return answer


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


@contextmanager
def running(folder: Path) -> Iterator[Service]:
    """Start the service as its README says, on a free port; end it whatever happens."""
    (start,) = blocks("sh")
    command = shlex.split(start.replace("--port 8000", "--port 0"))
    log = folder / "service.log"
    environment = os.environ | {
        "DATABASE": str(folder / "datasets.db"),
        "PYTHONWARNINGS": "always::ResourceWarning",
    }
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(shutil.which(command[0], path=SCRIPTS)), *command[1:]],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Service(wait_for_port(process, log), process)
        process.terminate()
        process.wait(PATIENCE)
        said = log.read_text(encoding="utf-8")
        assert "Application shutdown complete" in said
        assert "Traceback" not in said
        assert "ResourceWarning" not in said
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


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("service")) as one:
        yield one


def dataset_of(name: str, *rows: dict[str, Any], **changes: Any) -> Any:
    """Make the payload of a dataset with these rows, or with those of the example."""
    made = {"dataset_hash": name, "data_rows": list(rows) or DATASET["data_rows"]}
    return deepcopy(DATASET | made | changes)


def row_of(name: str, **changes: Any) -> Any:
    return DATASET["data_rows"][0] | {"data_hash": name} | changes


def instant(text: str) -> datetime:
    """Read a date as an instant; one without a zone is in UTC."""
    found = parse(text)
    return found.replace(tzinfo=found.tzinfo or timezone.utc)


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


# --- what is good --------------------------------------------------------------------------------


def test_a_dataset_comes_out_as_it_went_in(service: Service) -> None:
    service.put(DATASET)

    assert same(service.get(f"/datasets/{DATASET['dataset_hash']}"), DATASET)


def test_what_a_newer_server_sends_survives(service: Service) -> None:
    image = DATASET["data_rows"][2]["images_data"][0] | {"depth": 3, "storage_location": 88}
    group = DATASET["data_rows"][2] | {"images_data": [image]}
    sent = dataset_of("n1", NEWER_ROW, group, dataset_type="MOON", labels={"a": [1]}, payload=None)
    del sent["backing_folder_uuid"]
    service.put(sent)

    assert same(service.get("/datasets/n1"), sent)
    assert same(service.get("/datasets/n1/rows"), sent["data_rows"])


@pytest.mark.parametrize("rows", [{}, {"data_rows": None}, {"data_rows": []}])
def test_a_dataset_without_rows_keeps_how_it_said_so(
    service: Service, rows: dict[str, Any]
) -> None:
    sent = {key: value for key, value in DATASET.items() if key != "data_rows"} | rows
    sent["dataset_hash"] = "bare"
    service.put(sent)

    assert same(service.get("/datasets/bare"), sent)
    assert service.get("/datasets/bare/rows") == []


def test_rows_can_be_asked_for_by_their_type(service: Service) -> None:
    rows = [row_of("a"), NEWER_ROW, row_of("b", data_type="IMAGE"), row_of("c")]
    service.put(dataset_of("types", *rows))
    service.put(dataset_of("other types", row_of("d")))

    def hashes(query: str) -> list[str]:
        return [row["data_hash"] for row in service.get(f"/datasets/types/rows{query}")]

    assert hashes("") == ["a", "newer", "b", "c"]
    assert hashes("?data_type=VIDEO") == ["a", "c"]
    assert hashes("?data_type=HOLOGRAM") == ["newer"]
    assert hashes("?data_type=DICOM") == []
    assert hashes("?other=VIDEO") == ["a", "newer", "b", "c"]


def test_a_dataset_replaces_the_one_before(service: Service) -> None:
    service.put(dataset_of("again", row_of("first"), row_of("second"), title="before"))
    sent = dataset_of("again", row_of("third"), title="after")
    service.put(sent)

    assert same(service.get("/datasets/again"), sent)
    assert service.ask("PATCH", "/rows/first", {"title": "x"})[0] == 404


def test_label_logs_come_out_as_they_went_in(service: Service) -> None:
    first, second = ({**log, "data_hash": "logged"} for log in LOGS)
    newer = first | {"created_at": "2023-04-05T10:12:31.25Z", "more": {"a": [1]}, "rowid": "r"}
    assert service.ask("POST", "/label-logs", [second, newer]) == (200, {"label_logs": 2})
    assert service.ask("POST", "/label-logs", [first]) == (200, {"label_logs": 1})

    assert same(service.get("/rows/logged/label-logs"), [second, newer, first])
    assert service.get("/rows/never%20logged/label-logs") == []


def test_random_payloads_come_out_as_they_went_in(service: Service) -> None:
    maker = Maker(Random(11))
    for number in range(60):
        name = f"random {number}"
        rows = [maker.payload(DataRow) for _ in range(maker.random.randint(0, 4))]
        sent = maker.payload(Dataset) | {"dataset_hash": name, "data_rows": rows}
        service.put(sent)
        assert same(service.get(f"/datasets/{quote(name)}"), sent)


def test_random_label_logs_come_out_with_the_same_values(service: Service) -> None:
    """What has a zone may come out in UTC, which is the same instant."""
    maker = Maker(Random(12))
    # The service answers with the spelling that it was sent; here all is in snake_case.
    snake = {one.other_key: one.key for one in wire_fields(LabelLog) if "_" in one.key}
    sent = [
        {snake.get(key, key) if key != "identifier" else key: value for key, value in log.items()}
        | {"data_hash": "random"}
        for log in (maker.payload(LabelLog) for _ in range(200))
    ]
    for log in sent:
        # In a column of their own, both are there.
        log.setdefault("annotation_hash", log.get("identifier"))
        log.setdefault("identifier", log["annotation_hash"])
        for key in ("time_taken", "frame"):
            if abs(log[key] or 0) > LARGEST_INTEGER:
                log[key] = LARGEST_INTEGER
    assert service.ask("POST", "/label-logs", sent) == (200, {"label_logs": len(sent)})

    answer = service.get("/rows/random/label-logs")
    assert [instant(log.pop("created_at")) for log in answer] == [
        instant(log.pop("created_at")) for log in sent
    ]
    assert same(answer, sent)


@corpus.needs_corpus
@corpus.entries(lambda entry: entry["cls"] in ("Dataset", "DataRow") and corpus.is_good(entry))
def test_a_recorded_payload_comes_out_as_it_went_in(
    service: Service, entry: dict[str, Any]
) -> None:
    found = corpus.read(entry)
    sent = found if isinstance(found, list) else [found]
    if entry["cls"] == "DataRow":
        sent = [dataset_of("recorded", *sent)]
    for dataset in sent:
        service.put(dataset)
        assert same(service.get(f"/datasets/{dataset['dataset_hash']}"), dataset)


# --- changes to a row ----------------------------------------------------------------------------


def test_a_row_may_have_a_date_that_is_none_in_utc(service: Service) -> None:
    sent = dataset_of("first day", row_of("r", created_at="0001-01-01 00:00:00+01:00"))
    service.put(sent)

    assert same(service.get("/datasets/first%20day"), sent)


def test_a_patch_changes_what_it_names_and_nothing_else(service: Service) -> None:
    row = NEWER_ROW | {"data_hash": "patched"}
    service.put(dataset_of("p1", row_of("before"), row))

    status, answer = service.ask("PATCH", "/rows/patched", {"title": " gate.mp4 "})
    assert (status, same(answer, row | {"data_title": "gate.mp4"})) == (200, True)

    row |= {"data_title": "gate.mp4", "client_metadata": {"camera": ["south"]}}
    patch = {"client_metadata": {"camera": ["south"]}, "title": None}
    status, answer = service.ask("PATCH", "/rows/patched", patch)
    assert (status, same(answer, row)) == (200, True)

    status, answer = service.ask("PATCH", "/rows/patched", {})
    assert (status, same(answer, row)) == (200, True)
    assert same(service.get("/datasets/p1/rows"), [row_of("before"), row])


def test_a_patch_changes_a_row_in_every_dataset(service: Service) -> None:
    for name in ("p2", "p3"):
        service.put(dataset_of(name, row_of("shared"), row_of("not shared")))
    service.ask("PATCH", "/rows/shared", {"title": "both"})

    for name in ("p2", "p3"):
        titles = [row["data_title"] for row in service.get(f"/datasets/{name}/rows")]
        assert titles == ["both", "street-1.mp4"]


# --- what is refused -----------------------------------------------------------------------------


def test_a_bad_dataset_is_refused_with_all_of_its_problems(service: Service) -> None:
    broken = json.loads((PAYLOADS / "broken_dataset.json").read_text(encoding="utf-8"))
    broken["dataset_hash"] = "broken"

    assert service.ask("PUT", "/datasets", broken) == (
        422,
        {
            "problems": [
                "$.title: expected str, got null",
                "$.data_rows[0].data_hash: required, but missing",
                "$.data_rows[1].created_at: expected a date and time, got 'May'",
                "$.data_rows[1].width: expected int, got '1920'",
                "$.data_rows[2]: expected an object, got list",
            ]
        },
    )
    assert service.ask("GET", "/datasets/broken")[0] == 404


@pytest.mark.parametrize(
    ("method", "path", "payload", "problem"),
    [
        ("PUT", "/datasets", [], "$: expected an object, got list"),
        ("PATCH", "/rows/r", {"width": 5}, "$.width: unknown key"),
        ("PATCH", "/rows/r", {"title": "\t"}, r"$.title: expected a title, got '\t'"),
        ("PATCH", "/rows/r", {"title": 5}, "$.title: expected a title, got 5"),
        (
            "PATCH",
            "/rows/r",
            {"client_metadata": [1]},
            "$.client_metadata: expected an object, got list",
        ),
        ("POST", "/label-logs", LOGS[0], "$: expected a list, got object"),
        (
            "POST",
            "/label-logs",
            [LOGS[0], LOGS[1] | {"frame": "1"}],
            "$[1].frame: expected int, got '1'",
        ),
    ],
)
def test_a_bad_payload_is_refused_with_its_problem(
    service: Service, method: str, path: str, payload: Any, problem: str
) -> None:
    assert service.ask(method, path, payload) == (422, {"problems": [problem]})


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "invalid JSON at line 1, column 1: Expecting value"),
        (b'{"title":\n }', "invalid JSON at line 2, column 2: Expecting value"),
        (b'{"new": NaN}', "invalid JSON: NaN is no JSON number"),
        (b'{"title": "\xff"}', "invalid UTF-8 at byte 11: invalid start byte"),
        (b"[" * 200_000, "invalid JSON: nested too deep"),
    ],
)
@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/datasets"), ("PATCH", "/rows/r"), ("POST", "/label-logs")]
)
def test_what_is_no_json_is_refused_with_a_sentence(
    service: Service, method: str, path: str, body: bytes, problem: str
) -> None:
    assert service.ask(method, path, body) == (400, {"problems": [problem]})


@pytest.mark.parametrize(
    ("method", "path", "status", "problem"),
    [
        ("GET", "/datasets/none", 404, "no dataset 'none'"),
        ("GET", "/datasets/none/rows", 404, "no dataset 'none'"),
        ("PATCH", "/rows/none", 404, "no data row 'none'"),
        ("GET", "/nothing", 404, "Not Found"),
        ("DELETE", "/datasets/none", 405, "Method Not Allowed"),
    ],
)
def test_what_is_not_there_is_refused(
    service: Service, method: str, path: str, status: int, problem: str
) -> None:
    payload = {"title": "x"} if method == "PATCH" else None
    assert service.ask(method, path, payload) == (status, {"problems": [problem]})


def test_a_wrong_method_is_told_the_right_one(service: Service) -> None:
    connection = HTTPConnection("127.0.0.1", service.port, timeout=PATIENCE)
    connection.request("DELETE", "/datasets")
    allowed = connection.getresponse().headers["Allow"]
    connection.close()
    assert allowed == "PUT"


def test_what_the_database_cannot_hold_is_refused_as_a_whole(service: Service) -> None:
    good, bad = ({**log, "data_hash": "too large"} for log in LOGS)
    status, answer = service.ask("POST", "/label-logs", [good, bad | {"time_taken": 2**63}])
    assert (status, len(answer["problems"])) == (422, 1)
    assert answer["problems"][0].startswith("cannot be stored: ")
    assert service.get("/rows/too%20large/label-logs") == []

    before = dataset_of("half", title="before")
    service.put(before)
    sent = dataset_of("half", row_of("good"), row_of("bad", data_title="\ud800"))
    assert service.ask("PUT", "/datasets", sent) == (
        400,
        {"problems": ["invalid JSON: text with a lone surrogate"]},
    )
    assert same(service.get("/datasets/half"), before)


# --- several clients, and a restart --------------------------------------------------------------


def test_several_clients_are_served_at_once(service: Service) -> None:
    def work(client: int) -> None:
        maker = Maker(Random(client))
        for number in range(8):
            name = f"client-{client}-{number % 2}"
            rows = [maker.payload(DataRow) for _ in range(3)]
            sent = dataset_of(name, *rows)
            service.put(sent)
            assert same(service.get(f"/datasets/{name}"), sent)
            log = LOGS[0] | {"data_hash": "busy", "frame": 100 * client + number}
            assert service.ask("POST", "/label-logs", [log])[0] == 200

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    frames = [log["frame"] for log in service.get("/rows/busy/label-logs")]
    assert sorted(frames) == [100 * client + number for client in range(6) for number in range(8)]


def test_no_patch_of_another_client_is_lost(service: Service) -> None:
    service.put(dataset_of("contested", row_of("contested")))
    patches: list[dict[str, Any]] = [
        {"title": "new"},
        *({"client_metadata": {"n": n}} for n in range(3)),
    ]

    def patch(change: dict[str, Any]) -> None:
        assert service.ask("PATCH", "/rows/contested", change)[0] == 200

    with ThreadPoolExecutor(len(patches)) as pool:
        for number in range(25):
            patches[0]["title"] = f"title {number}"
            list(pool.map(patch, patches))
            (row,) = service.get("/datasets/contested/rows")
            assert row["data_title"] == f"title {number}"


def test_a_reader_sees_a_whole_dataset(service: Service) -> None:
    versions = [dataset_of("whole", *[row_of(f"v{n}")] * (n + 1), title=f"v{n}") for n in (1, 5)]
    service.put(versions[0])

    def write(number: int) -> None:
        service.put(versions[number % 2])

    def read(_: int) -> None:
        assert service.get("/datasets/whole") in versions

    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(one, number) for number in range(40) for one in (write, read, read)]
        for job in jobs:
            job.result(PATIENCE)


def test_the_data_outlives_the_service(tmp_path: Path) -> None:
    sent = dataset_of("lasting", NEWER_ROW)
    with running(tmp_path) as first:
        first.put(sent)
        first.ask("PATCH", "/rows/newer", {"title": "patched"})
        first.ask("POST", "/label-logs", LOGS)
    with running(tmp_path) as second:
        sent["data_rows"][0]["data_title"] = "patched"
        assert same(second.get("/datasets/lasting"), sent)
        assert same(second.get(f"/rows/{LOGS[0]['data_hash']}/label-logs"), LOGS)

    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".db"] == ["datasets.db"]


def test_no_service_is_left_behind_by_a_test_that_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), running(tmp_path) as one:
        1 / 0  # noqa: B018 - it raises

    assert one.process.returncode is not None
    with pytest.raises(ConnectionError):
        one.get("/datasets/none")


# --- the README ----------------------------------------------------------------------------------


def test_the_readme_has_no_other_blocks_than_those_that_run() -> None:
    assert README.count("```") == 2 * len(blocks("sh") + blocks("console"))
    assert len(blocks("console")) == 6


@pytest.mark.skipif(not shutil.which("curl") or not shutil.which("bash"), reason="needs curl, bash")
def test_the_readme_shows_what_the_service_answers(tmp_path: Path) -> None:
    with running(tmp_path) as one:
        lines = "".join(blocks("console")).replace(":8000/", f":{one.port}/").splitlines()
        commands = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
        done = subprocess.run(
            ["bash", "-euc", "\n".join(commands)],
            cwd=ROOT,
            env=os.environ | {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"},
            capture_output=True,
            check=False,
            text=True,
            timeout=PATIENCE,
        )
    assert done.stderr == ""
    assert done.stdout.splitlines() == [line for line in lines if not line.startswith("$ ")]
