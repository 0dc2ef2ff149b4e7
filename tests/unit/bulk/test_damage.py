"""What is damaged costs itself alone, and says so once."""

import bz2
import json
import tracemalloc
from pathlib import Path

import pytest
from bulk_files import PACKERS, line, lines, numbers, payload, read_all, said, write

from converters import bulk
from converters.bulk import chunks
from orm_attrs import DataRow


@pytest.mark.parametrize("data", [b"\n", b"\n\r\n  \n", b"\xef\xbb\xbf\n\n"])
def test_a_file_of_blank_lines_has_blank_lines_and_nothing_bad(tmp_path: Path, data: bytes) -> None:
    summary = bulk.check(write(tmp_path / "rows", data), DataRow)
    assert summary == bulk.Summary(blank=data.count(b"\n"))


@pytest.mark.parametrize(
    "broken",
    [b"{broken\n" * 5, b'{"a": 1\n' * 5, line(8)[:80] + b"\n" + line(9)[:200] + b"\n"],
)
def test_the_good_lines_of_a_file_with_mostly_broken_ones_are_read(
    tmp_path: Path, broken: bytes
) -> None:
    data = broken + lines(1) + broken
    objects, rejects = read_all(write(tmp_path / "rows", data))
    assert numbers(objects) == [0]
    assert len(rejects) == data.count(b"\n") - 1


def test_a_broken_document_on_many_lines_is_one_reject(tmp_path: Path) -> None:
    for indent in (1, 4):
        data = json.dumps(payload(0), indent=indent).encode().replace(b"1920", b"oops")
        assert len(read_all(write(tmp_path / "row", data))[1]) == 1
    items = b'{"items": [\n' + lines(1).strip() + b",\n" + lines(1) + b"oops\n]}\n"
    assert len(read_all(write(tmp_path / "row", items), at="/items")[1]) == 1


@pytest.mark.parametrize("gap", [b", ", b",\n"])
def test_a_list_that_is_broken_in_the_middle_gives_what_comes_before(
    tmp_path: Path, gap: bytes
) -> None:
    items = [line(0).strip(), line(1).strip()]
    for broken in (b"oops", b"[" * 10**5):
        data = b"[" + gap.join([*items, broken, *items]) + b"]"
        objects, rejects = read_all(write(tmp_path / "rows", data))
        assert numbers(objects) == [0, 1]
        assert [it.is_damage for it in rejects] == [True]


@pytest.mark.parametrize("name", PACKERS)
@pytest.mark.parametrize("at", [None, ""])
def test_a_document_with_damage_behind_it_is_read(
    tmp_path: Path, name: str, at: str | None
) -> None:
    data = PACKERS[name](line(0)) + b"no packed file"
    objects, rejects = read_all(write(tmp_path / "row", data), at=at)
    assert numbers(objects) == [0]
    assert [(it.is_damage, it.text) for it in rejects] == [(True, "")]


def test_frames_without_content_may_stand_before_those_of_zstd(tmp_path: Path) -> None:
    frame = b"\x5a\x2a\x4d\x18\x04\0\0\0size"
    packed = PACKERS["zstd"](lines(2))
    objects, rejects = read_all(write(tmp_path / "rows", frame + packed + frame + packed))
    assert (numbers(objects), rejects) == ([0, 1, 0, 1], [])


@pytest.mark.exhaustive
def test_a_small_packed_file_with_gigabytes_inside_takes_little_memory(tmp_path: Path) -> None:
    packer = bz2.BZ2Compressor()
    data = b"".join(packer.compress(b" " * 2**24) for _ in range(16)) + packer.flush()
    assert len(data) < 1000
    path = write(tmp_path / "bomb", data)
    tracemalloc.start()
    try:
        summary = bulk.check(path, DataRow)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (summary.rows, summary.rejected) == (0, 1)
    assert peak < 3 * chunks.LONGEST_LINE


def test_columns_of_the_same_name_are_one_reject(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    table = pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["width", "width"])
    parquet.write_table(table, tmp_path / "rows.parquet")
    rejects = read_all(tmp_path / "rows.parquet")[1]
    assert said(rejects)[0].endswith("two of its columns have the same name")


def test_an_item_that_is_nested_too_deep_ends_a_large_envelope_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("ijson")
    monkeypatch.setattr(chunks, "LARGEST_DOCUMENT", 500)
    monkeypatch.setattr("converters.bulk.packings.PIECE", 300)
    data = b'{"items":[' + b'{"a":' * 5000 + b"1" + b"}" * 5000 + b"]}"
    good = write(tmp_path / "b", b'{"items":[' + line(0).strip() + b"]}")
    objects, rejects = read_all([write(tmp_path / "a", data), good], at="/items")
    assert numbers(objects) == [0]
    assert said(rejects) == ["a[0]: invalid JSON: nested too deep"]


def test_where_a_pointer_leads_into_a_large_document_it_is_not_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from converters.bulk import parts
    from converters.bulk.sources import find_sources

    monkeypatch.setattr(chunks, "HEAD", 50)
    path = write(tmp_path / "page.json", b'{"items":[' + line(0) + b"]}")
    assert [it.source.end for it in parts.cut(find_sources(path), 100, has_pointer=True)] == [None]


def test_a_file_with_a_nul_in_its_beginning_is_one_problem(tmp_path: Path) -> None:
    from converters.bulk import parts
    from converters.bulk.sources import find_sources

    binary = b"".join(b"%d\0\n" % number for number in range(3000))
    files = {
        "begins": binary,
        "later": lines(1) + b"x" * 6000 + b"\n" + binary,
        "list": b"[\0" + lines(1),
        "packed": PACKERS["gzip"](binary),
        "wide": lines(2).decode().encode("utf-16-le"),
    }
    for name, data in files.items():
        path = write(tmp_path / name, data)
        (reject,) = read_all(path)[1]
        assert said([reject]) == [
            f"{name}: cannot be read: it is not JSON: a NUL byte is in its first 8192 bytes"
        ]
        assert bulk.check(path, DataRow) == bulk.Summary(damaged=1, rejects=(reject.portable(),))
        assert bulk.drift(path, DataRow).unread == 1
        assert len(parts.cut(find_sources(path), 1000)) == 1
    late = write(tmp_path / "late", lines(40) + b"\0\n" + lines(1))
    assert (bulk.check(late, DataRow).rows, bulk.check(late, DataRow).bad) == (41, 1)


def test_a_pointer_with_an_escape_that_there_is_not_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "rows", b'{"x~2": [' + line(0) + b'], "x~": [], "a/b": []}')
    for at in ("/x~2", "/x~", "/~", "/a~/b", "x"):
        with pytest.raises(ValueError, match="expected a JSON Pointer"):
            bulk.check(path, DataRow, at=at)
    assert bulk.check(path, DataRow, at="/x~02").rows == 1
