"""Files of label rows become one table, whoever makes it, and whatever they are."""

from __future__ import annotations

import gc
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from label_parts import answered, attribute, box, chosen, frame, ontology, shaped, thing, video

from converters import bulk, converter, labels
from converters.bulk import chunks, converting, sinks
from converters.bulk.parts import cut
from converters.bulk.sources import find_sources
from orm_attrs import LabelRowV2

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")
pytest.importorskip("shapely")

CARS = ontology([thing("car", "Car", attribute("Load", "numeric"))])
TO = labels.ObjectTable(CARS)


def payload(number: int, *, frames: int = 3) -> dict[str, Any]:
    answers = {"objectHash": "o", "classifications": [answered("Load", number)]}
    made = video(
        {str(i): frame(box()) for i in range(frames)},
        label_hash=f"l{number}",
        object_answers={"o": answers},
    )
    content: dict[str, Any] = converter.unstructure(made)
    return content


def exported(folder: Path, count: int = 6) -> Path:
    """Write exports, a file each, of which some are good for nothing."""
    folder.mkdir()
    for number in range(count):
        (folder / f"{number}.json").write_text(json.dumps(payload(number)))
    return folder


def read(path: Path) -> Any:
    if path.is_file():
        return parquet.read_table(path)
    return pa.concat_tables(map(parquet.read_table, sorted(path.glob("part-*.parquet"))))


def test_files_become_the_table_that_their_rows_are(tmp_path: Path) -> None:
    folder = exported(tmp_path / "in")
    lines = tmp_path / "rows.ndjson"
    lines.write_text("".join(it.read_text() + "\n" for it in sorted(folder.iterdir())))
    whole = labels.table([converter.structure(payload(i), LabelRowV2) for i in range(6)], CARS)
    for source in (folder, lines):
        for out in ("rows.parquet", "rows.arrow", "parts"):
            summary = bulk.convert(source, tmp_path / out, LabelRowV2, to=TO)
            assert (summary.rows, summary.bad) == (6, 0)
            if out != "rows.arrow":
                assert read(tmp_path / out).equals(whole)
        with pa.ipc.open_file(tmp_path / "rows.arrow") as found:
            assert found.read_all().equals(whole)
        shutil.rmtree(tmp_path / "parts")
    geo = parquet.read_metadata(tmp_path / "rows.parquet").metadata[b"geo"]
    assert json.loads(geo)["primary_column"] == "geometry"


def test_small_files_are_done_together_and_large_ones_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = exported(tmp_path / "in")
    size = (folder / "0.json").stat().st_size
    monkeypatch.setattr(converting, "_TOGETHER", int(2.5 * size))
    monkeypatch.setattr("converters.bulk.jobs.runner_for", lambda *_: map)
    one = bulk.convert(folder, tmp_path / "one.parquet", LabelRowV2, to=TO)
    many = bulk.convert(folder, tmp_path / "many.parquet", LabelRowV2, to=TO, jobs=2)
    parts = bulk.convert(folder, tmp_path / "parts", LabelRowV2, to=TO, jobs=2)
    assert one == many == parts
    assert len(list((tmp_path / "parts").glob("part-*.parquet"))) == 3
    assert read(tmp_path / "many.parquet").equals(read(tmp_path / "one.parquet"))
    assert read(tmp_path / "parts").equals(read(tmp_path / "one.parquet"))
    unknown = evolve(find_sources(folder)[0], file="-")
    found = cut([*find_sources(folder), unknown], together=10 * size)
    assert [len(it.sources) for it in found] == [6, 1]


def test_a_run_that_was_stopped_goes_on_and_another_ontology_starts_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = exported(tmp_path / "in")
    monkeypatch.setattr(converting, "_TOGETHER", 1)
    out = tmp_path / "parts"
    bulk.convert(folder, out, LabelRowV2, to=TO)
    whole = read(out)

    def written() -> list[int]:
        return [it.stat().st_ino for it in sorted(out.glob("part-*"))]

    before = written()
    (out / ".part-00003.done").unlink()
    bulk.convert(folder, out, LabelRowV2, to=labels.ObjectTable(CARS))
    changed = [a != b for a, b in zip(before, written(), strict=True)]
    assert changed == [False, False, False, True, False, False]
    assert read(out).equals(whole)
    (folder / "1.json").write_text(json.dumps(payload(1, frames=5)))
    before = written()
    bulk.convert(folder, out, LabelRowV2, to=TO)
    changed = [a != b for a, b in zip(before, written(), strict=True)]
    assert changed == [False, True, False, False, False, False]
    before = written()
    other = ontology([thing("car", "Lorry", attribute("Load", "numeric"))])
    bulk.convert(folder, out, LabelRowV2, to=labels.ObjectTable(other))
    assert not set(before) & set(written())


def test_a_row_that_does_not_fit_is_a_reject_at_its_place_and_costs_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = exported(tmp_path / "in")
    unfit = payload(2) | {"data_units": {"d": {"labels": {str(2**63): frame(box())}}}}
    (folder / "2.json").write_text(json.dumps(unfit))
    (folder / "4.json").write_text("{")
    expected = [f"{folder}/2.json", f"{folder}/4.json"]
    for gathered in (1, 10_000):
        monkeypatch.setattr(sinks, "GATHERED", gathered)
        for out in ("rows.parquet", f"parts{gathered}"):
            report = tmp_path / "bad.ndjson"
            summary = bulk.convert(folder, tmp_path / out, LabelRowV2, to=TO, rejects=report)
            assert (summary.rows, summary.bad) == (4, 2)
            rejects = [json.loads(it) for it in report.read_text().splitlines()]
            assert sorted(it["where"] for it in rejects) == expected
            assert sorted(it.where for it in summary.rejects) == expected
            assert len(read(tmp_path / out)) == 4 * 3

    monkeypatch.setattr(labels.ObjectTable, "batches", _out_of_memory)
    with pytest.raises(MemoryError):
        bulk.convert(folder, tmp_path / "rows.parquet", LabelRowV2, to=TO)


def _out_of_memory(*_: Any) -> Any:
    raise MemoryError


@pytest.mark.parametrize("form", ["document", "lines", "list"])
def test_one_label_row_may_be_larger_than_what_bulk_takes_as_one_object(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    text = json.dumps(payload(1, frames=50))
    file = tmp_path / "large"
    file.write_text(
        {"document": text.replace(", ", ",\n"), "lines": text + "\n" + text, "list": f"[{text}]"}[
            form
        ]
    )
    for name in ("LARGEST_DOCUMENT", "LONGEST_LINE"):
        monkeypatch.setattr(chunks, name, 1000)
    monkeypatch.setattr("converters.bulk.lists.LARGEST_DOCUMENT", 1000)
    monkeypatch.setattr("converters.bulk.forms.HEAD", 100)
    small = bulk.convert(file, tmp_path / "out.parquet", LabelRowV2, to=TO)
    assert small.rows == (1 if form == "list" else 0)  # It was at hand when it was looked at.
    large = bulk.convert(file, tmp_path / "out.parquet", LabelRowV2, to=TO, largest=10**6)
    assert large.rows == (2 if form == "lines" else 1)
    with pytest.raises(ValueError, match="largest"):
        bulk.convert(file, tmp_path / "out.parquet", LabelRowV2, to=TO, largest=0)


def test_the_options_of_a_radio_are_the_same_in_each_part_of_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = ontology([thing("car", "Car", attribute("Colour", "radio", "Red", "Blue"))])
    monkeypatch.setattr(sinks, "GATHERED", 1)
    folder = tmp_path / "in"
    folder.mkdir()
    for number, options in enumerate(((), ("Blue",), ("Red",))):
        answers = [answered("Colour", chosen(it)) for it in options]
        given = video(
            {"0": frame(box())},
            object_answers={"o": {"objectHash": "o", "classifications": answers}},
        )
        (folder / f"{number}.json").write_text(json.dumps(converter.unstructure(given)))
    monkeypatch.setattr(converting, "_TOGETHER", 1)
    monkeypatch.setattr("converters.bulk.jobs.runner_for", lambda *_: map)
    for jobs in (1, 2):
        out = tmp_path / "out.arrow"
        bulk.convert(folder, out, LabelRowV2, to=labels.ObjectTable(own), jobs=jobs)
        with pa.ipc.open_file(out) as found:
            assert found.num_record_batches == 3
            assert found.read_all().column("Car.Colour").to_pylist() == [None, "Blue", "Red"]


def test_a_table_is_not_written_as_lines_of_json(tmp_path: Path) -> None:
    folder = exported(tmp_path / "in", 1)
    with pytest.raises(ValueError, match=r"rows.ndjson: a table is written as Parquet or Arrow"):
        bulk.convert(folder, tmp_path / "rows.ndjson", LabelRowV2, to=TO)


def test_large_masks_are_made_a_few_at_a_time(tmp_path: Path) -> None:
    mask = {"top": 0, "left": 0, "width": 6, "height": 4, "rleString": "72410"}
    folder = tmp_path / "in"
    folder.mkdir()
    content = video({"0": frame(shaped("bitmask", "bitmask", mask))})
    (folder / "0.json").write_text(json.dumps(converter.unstructure(content)))
    bulk.convert(folder, tmp_path / "out.parquet", LabelRowV2, to=TO)
    assert read(tmp_path / "out.parquet").column("shape").to_pylist() == ["bitmask"]


def test_the_garbage_collector_is_left_as_it_was(tmp_path: Path) -> None:
    folder = exported(tmp_path / "in", 1)
    before = gc.get_threshold()
    try:
        for thresholds in ((700, 10, 10), (0, 10, 10)):
            gc.set_threshold(*thresholds)
            bulk.convert(folder, tmp_path / "out.parquet", LabelRowV2, to=TO)
            assert gc.get_threshold() == thresholds
    finally:
        gc.set_threshold(*before)
