"""Drift: what payloads have that the models do not know."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from attrs import define
from bulk_files import line, lines, payload, write

from converters import bulk, make_converter
from converters.bulk import findings
from orm_attrs import DataRow, Dataset, DataType, SignedImagesURL, WorkflowStage


def test_unknown_keys_and_values_are_counted_with_their_first_place(tmp_path: Path) -> None:
    image = {"storage_location": 99, "lens": 1}
    data = b"".join(
        [
            line(0),
            line(1, codec="h264", data_type="HOLOGRAM"),
            b"oops\n",
            line(2, codec="av1", data_type="HOLOGRAM", images_data=[image, image]),
        ]
    )
    path = write(tmp_path / "rows", data)
    found = bulk.drift(path, DataRow)
    assert (found.rows, found.unread, found.more) == (3, 1, 0)
    assert [
        (it.what, it.path, it.count, it.where.removeprefix(f"{path}"), it.example)
        for it in found.findings
    ] == [
        ("key", "$.codec", 2, ":2", '"h264"'),
        ("value", "$.data_type", 2, ":2", '"HOLOGRAM"'),
        ("key", "$.images_data[*].lens", 2, ":4", "1"),
        ("value", "$.images_data[*].storage_location", 2, ":4", "99"),
    ]


def test_classes_in_classes_are_looked_into(tmp_path: Path) -> None:
    content = {"title": "t", "dataset_type": "NEWER", "data_rows": [payload(0, lens=1)]}
    path = write(tmp_path / "dataset.json", json.dumps(content).encode())
    found = bulk.drift(path, Dataset)
    assert [(it.what, it.path) for it in found.findings] == [
        ("key", "$.data_rows[*].lens"),
        ("value", "$.dataset_type"),
    ]


def test_what_the_models_know_is_no_drift(tmp_path: Path) -> None:
    assert bulk.drift(write(tmp_path / "a", lines(3)), DataRow).findings == []


def test_so_many_different_things_are_told_apart_and_the_rest_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "MOST_FINDINGS", 3)
    data = b"".join(line(i, **{f"key{i}": i}) for i in range(5))
    found = bulk.drift(write(tmp_path / "a", data), DataRow)
    assert (len(found.findings), found.more) == (3, 2)


def test_values_of_one_place_are_listed_from_the_most_frequent_on(tmp_path: Path) -> None:
    kinds = ["ONE", "THREE", "THREE", "TWO", "TWO", "THREE"]
    data = b"".join(line(i, data_type=kind) for i, kind in enumerate(kinds))
    found = bulk.drift(write(tmp_path / "a", data), DataRow)
    assert [(it.example, it.count) for it in found.findings] == [
        ('"THREE"', 3),
        ('"TWO"', 2),
        ('"ONE"', 1),
    ]


@pytest.mark.parametrize(
    ("kind", "text", "path"),
    [(DataType, '"HOLOGRAM"', "$"), (dict[str, DataType], '{"a": "HOLOGRAM"}', "$.*")],
)
def test_what_is_no_class_has_drift_too(tmp_path: Path, kind: Any, text: str, path: str) -> None:
    found = bulk.drift(write(tmp_path / "a", f"{text}\n{text}\n".encode()), kind)
    (finding,) = found.findings
    assert (finding.path, finding.example, finding.count) == (path, '"HOLOGRAM"', 2)
    assert (found.rows, found.unread) == (2, 0)


@define
class Crate:
    pair: tuple[int, DataRow | None]
    by_frame: dict[int, list[WorkflowStage]]


def test_every_kind_of_type_is_looked_into(tmp_path: Path) -> None:
    stage = {"uuid": "u", "title": "t", "stageType": "AGENT", "pathways": [], "lens": 2}
    content = {"pair": [1, payload(0, lens=1)], "by_frame": {"7": [stage]}, "more": 3}
    found = bulk.drift(write(tmp_path / "crate.json", json.dumps(content).encode()), Crate)
    assert [it.path for it in found.findings] == [
        "$.by_frame.*[*].lens",
        "$.more",
        "$.pair[1].lens",
    ]


def test_a_long_example_is_cut(tmp_path: Path) -> None:
    data = line(0, x="y" * 99) + line(1, z="y" * 98)
    cut, whole = bulk.drift(write(tmp_path / "a", data), DataRow).findings
    assert cut.example == '"' + "y" * 99 + "..."
    assert whole.example == '"' + "y" * 98 + '"'


def test_parquet_files_have_drift_too(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    (batch,) = bulk.scan(write(tmp_path / "a", lines(2)), DataRow)
    table = bulk.to_table(batch.objects, DataRow).append_column("lens", pa.array([1, 2]))
    parquet.write_table(table, tmp_path / "rows.parquet")
    found = bulk.drift(tmp_path / "rows.parquet", DataRow)
    assert [(it.path, it.count) for it in found.findings] == [("$.lens", 2)]


def test_a_file_that_cannot_be_read_on_is_counted(tmp_path: Path) -> None:
    found = bulk.drift(write(tmp_path / "a", b""), DataRow)
    assert (found.rows, found.unread) == (0, 1)


def test_what_is_no_object_is_counted_as_unread(tmp_path: Path) -> None:
    path = write(tmp_path / "rows", b'5\n[]\n"x"\nnull\noops\n{}\n')
    found = bulk.drift(path, DataRow)
    assert (found.rows, found.unread) == (1, 5)


def test_parquet_files_of_lists_are_looked_into(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    path = write(tmp_path / "urls", b'[{"title": "a", "codec": 1}]\n[{"title": "b"}]\n')
    keeping = partial(make_converter, unknown="keep")
    bulk.convert(path, tmp_path / "urls.parquet", SignedImagesURL, converter=keeping)
    assert bulk.drift(path, SignedImagesURL).rows == 2
    assert bulk.drift(tmp_path / "urls.parquet", SignedImagesURL) == findings.Drift(rows=2)
    bulk.convert(write(tmp_path / "rows", lines(2)), tmp_path / "rows.parquet", DataRow)
    assert bulk.drift(tmp_path / "rows.parquet", SignedImagesURL) == findings.Drift(unread=2)


def test_a_list_of_a_type_is_one_object_and_null_may_be_one(tmp_path: Path) -> None:
    path = write(tmp_path / "rows", b"[" + line(0, codec=1).strip() + b"]")
    for found in (bulk.drift(path, list[DataRow]), bulk.drift(path, list[DataRow] | None)):
        assert [(it.path, it.where) for it in found.findings] == [("$[*].codec", str(path))]
    assert bulk.check(path, list[DataRow]).rows == 1
    nulls = write(tmp_path / "nulls", b"null\n" + line(0))
    assert bulk.drift(nulls, DataRow | None).rows == bulk.check(nulls, DataRow | None).rows == 2


@pytest.mark.parametrize("kind", [dict[str, int], dict[str, Any], dict[str, list[str]]], ids=str)
def test_values_that_are_no_members_and_no_objects_have_no_drift(tmp_path: Path, kind: Any) -> None:
    path = write(tmp_path / "lines.ndjson", b'{"a": 1}\n{"a": null}\n{"a": ["x"]}\n')
    assert bulk.drift(path, kind).findings == []
