"""What the example service refuses, and that nothing of it is stored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from service_process import LOGS, PAYLOADS, Service, dataset_of, needs_service, row_of

from converters import loads
from converters.unknown.held import same
from orm_attrs import Dataset

pytestmark = needs_service


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
        ("GET", f"/rows/{'x' * 9999}", 404, f"no data row '{'x' * 59}"),
        ("GET", "/nothing", 404, "Not Found"),
        ("DELETE", "/datasets/none", 405, "Method Not Allowed"),
    ],
)
def test_what_is_not_there_is_refused(
    service: Service, method: str, path: str, status: int, problem: str
) -> None:
    payload = {"title": "x"} if method == "PATCH" else None
    assert service.ask(method, path, payload) == (status, {"problems": [problem]})


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/datasets", {"PUT"}),
        ("/datasets/d", {"GET"}),
        ("/rows/r", {"GET", "PATCH"}),
        ("/label-logs", {"POST"}),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(
    service: Service, path: str, allowed: set[str]
) -> None:
    answer = service.send("DELETE", path)

    assert answer.status == 405
    assert set(answer.headers["Allow"].split(", ")) - {"HEAD"} == allowed


def test_a_dataset_that_has_a_row_twice_is_refused(service: Service) -> None:
    """A patch would be written as often as its row is there."""
    rows = dataset_of("twice")["data_rows"]
    payload = dataset_of("twice") | {"data_rows": [rows[0], rows[1], rows[0], rows[0]]}
    status, answer = service.ask("PUT", "/datasets", payload)
    name = rows[0]["data_hash"]
    assert status == 422
    assert answer == {
        "problems": [
            f"$.data_rows[{i}].data_hash: {name!r} is at $.data_rows[0].data_hash already"
            for i in (2, 3)
        ]
    }
    assert service.ask("GET", "/datasets/twice")[0] == 404


def test_a_patch_is_bounded_however_many_datasets_have_its_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from service import storage
    from service.database import Database

    database = Database(str(tmp_path / "d.db"), storage.SCHEMA)
    monkeypatch.setattr(storage, "MOST_WRITTEN", 5000)
    for number in range(4):
        dataset = loads(json.dumps(dataset_of(f"d{number}")), Dataset, converter=storage.own)
        database.write(lambda db, it=dataset: storage.save_dataset(db, it)).result(60)
    name = dataset_of("d")["data_rows"][0]["data_hash"]

    def patch(length: int) -> Any:
        change = storage.RowPatch(client_metadata={"a": "x" * length})
        return database.write(lambda db: storage.patch_row(db, change, name)).result(60)

    assert patch(100).client_metadata == {"a": "x" * 100}
    with pytest.raises(storage.RefusedError, match="too many datasets have this row"):
        patch(2000)
    copies = database.read(lambda db: list(storage.copies(db, name)))
    assert [it.client_metadata for it in copies] == [{"a": "x" * 100}] * 4

    read: list[Any] = []
    monkeypatch.setattr(storage, "loads", lambda *args, **options: read.append(args))
    database.read(lambda db: storage.load_row(db, name))
    assert len(read) == 1
    database.close()


def test_what_the_database_cannot_hold_is_refused_as_a_whole(service: Service) -> None:
    good, bad = ({**log, "data_hash": "too large"} for log in LOGS)
    status, answer = service.ask("POST", "/label-logs", [good, bad | {"time_taken": 2**63}])
    assert (status, len(answer["problems"])) == (422, 1)
    assert answer["problems"][0].startswith("cannot be stored: ")
    assert service.get("/rows/too%20large/label-logs") == []


# --- hashes that no URL can name ------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", "a/b", "/", ".", "..", "x" * 201])
def test_a_hash_that_no_url_can_name_is_refused(service: Service, name: str) -> None:
    problem = f"expected a hash of 1 to 200 characters without '/', got {name!r:.60}"

    sent = dataset_of(name, row_of("good"), row_of(name))
    assert service.ask("PUT", "/datasets", sent) == (
        422,
        {"problems": [f"$.dataset_hash: {problem}", f"$.data_rows[1].data_hash: {problem}"]},
    )
    logs = [LOGS[0], LOGS[1] | {"log_hash": name}, LOGS[1] | {"data_hash": name}]
    assert service.ask("POST", "/label-logs", logs) == (
        422,
        {"problems": [f"$[2].data_hash: {problem}", f"$[1].log_hash: {problem}"]},
    )
    assert service.get(f"/rows/{LOGS[0]['data_hash']}/label-logs") == []


@pytest.mark.parametrize("name", ["a b", "a?b#c", "%2F", "...", "ключ", "\x00", "\\", "x" * 200])
def test_any_other_hash_can_be_asked_for(service: Service, name: str) -> None:
    service.put(dataset_of(name, row_of(name)))

    path = quote(name, safe="")
    assert service.get(f"/datasets/{path}")["dataset_hash"] == name
    assert service.get(f"/rows/{path}")["data_hash"] == name


# --- what would not come out as it went in --------------------------------------------------------


@pytest.mark.parametrize("depth", range(900, 1000, 4))
def test_a_patch_that_could_not_be_read_back_is_not_stored(service: Service, depth: int) -> None:
    """Near Python's limit, what can be read cannot always be written."""
    service.put(dataset_of("deep", row_of("deep")))
    before = service.send("GET", "/datasets/deep").body
    nested = b"[" * depth + b"]" * depth
    status = service.send("PATCH", "/rows/deep", b'{"client_metadata": {"a": %b}}' % nested).status

    assert status in (200, 400, 422)
    answers = [service.send("GET", path) for path in ("/datasets/deep", "/rows/deep")]
    assert [answer.status for answer in answers] == [200, 200]
    assert (answers[0].body == before) == (status != 200)
    assert [nested in answer.body for answer in answers] == [status == 200] * 2


def test_text_that_could_not_be_sent_is_not_stored(service: Service) -> None:
    """A half of a character, which JSON can spell and UTF-8 cannot."""
    before = dataset_of("half", row_of("half"))
    service.put(before)
    log = LOGS[0] | {"data_hash": "half", "log_hash": "half"}
    for method, path, payload in (
        ("POST", "/label-logs", [LOGS[1], log | {"new": "\ud800"}]),
        ("POST", "/label-logs", [LOGS[1], log | {"label_name": "\ud800"}]),
        ("PATCH", "/rows/half", {"title": "\ud800"}),
        ("PATCH", "/rows/half", {"client_metadata": {"\ud800": 1}}),
        ("PUT", "/datasets", before | {"data_rows": [row_of("half", new="\ud800")]}),
    ):
        assert service.ask(method, path, payload)[0] in (400, 422)

    assert same(service.get("/datasets/half"), before)
    assert service.get("/rows/half/label-logs") == []
    assert service.get(f"/rows/{LOGS[1]['data_hash']}/label-logs") == []
