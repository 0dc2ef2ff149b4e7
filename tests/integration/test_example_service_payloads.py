"""What the example service takes and gives back, as its users meet it: over HTTP."""

from __future__ import annotations

from random import Random
from typing import Any, Final
from urllib.parse import quote

import corpus
import pytest
from service_process import DATASET, LOGS, NEWER_ROW, Service, dataset_of, needs_service, row_of
from strategies import Maker

from converters.tables import wire_fields
from converters.unknown.held import same
from orm_attrs import DataRow, Dataset, LabelLog

pytestmark = needs_service

LARGEST_INTEGER: Final = 2**63 - 1
"""The largest that SQLite can hold."""


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
    newer = first | {
        "log_hash": "newer",
        "created_at": "2023-04-05T10:12:31.25Z",
        "more": {"a": [1]},
        "rowid": "r",
    }
    assert service.ask("POST", "/label-logs", [second, newer]) == (200, {"label_logs": 2})
    assert service.ask("POST", "/label-logs", [first]) == (200, {"label_logs": 1})

    assert same(service.get("/rows/logged/label-logs"), [second, newer, first])
    assert service.get("/rows/never%20logged/label-logs") == []


def test_random_payloads_come_out_as_they_went_in(service: Service) -> None:
    maker = Maker(Random(11))
    for number in range(60):
        name = f"random {number}"
        count = maker.random.randint(0, 4)
        rows = [maker.payload(DataRow) | {"data_hash": f"row {i}"} for i in range(count)]
        sent = maker.payload(Dataset) | {"dataset_hash": name, "data_rows": rows}
        service.put(sent)
        assert same(service.get(f"/datasets/{quote(name)}"), sent)


def test_random_label_logs_come_out_as_they_went_in(service: Service) -> None:
    maker = Maker(Random(12))
    # The service answers with the spelling that it was sent; here all is in snake_case.
    snake = {one.other_key: one.key for one in wire_fields(LabelLog) if "_" in one.key}
    sent = [
        {snake.get(key, key) if key != "identifier" else key: value for key, value in log.items()}
        | {"data_hash": "random"}
        for log in (maker.payload(LabelLog) for _ in range(200))
    ]
    for number, log in enumerate(sent):
        # In a column of their own, both are there.
        log.setdefault("annotation_hash", log.get("identifier"))
        log.setdefault("identifier", log["annotation_hash"])
        log["log_hash"] = None if log["log_hash"] is None else f"log {number}"
        for key in ("action", "time_taken", "frame"):
            if log[key] is not None:
                # A column of integers holds 7 for 7.0.
                log[key] = int(log[key])
            if abs(log[key] or 0) > LARGEST_INTEGER:
                log[key] = LARGEST_INTEGER
    assert service.ask("POST", "/label-logs", sent) == (200, {"label_logs": len(sent)})

    assert same(service.get("/rows/random/label-logs"), sent)


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
