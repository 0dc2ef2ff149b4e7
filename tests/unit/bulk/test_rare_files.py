"""Files, streams and terminals that are seldom what they are here."""

from __future__ import annotations

import gzip
import io
import json
import sys
from concurrent.futures import CancelledError
from concurrent.futures.process import BrokenProcessPool
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from bulk_files import PACKERS, line, lines, numbers, payload, read_all, said, write
from engines import running

from converters import bulk, make_converter
from converters.bulk import chunks, lists, parts, runners
from converters.bulk.chunks import Reading, read_chunks
from converters.bulk.needs import needed
from converters.bulk.parts import cut, state_of
from converters.bulk.progress import shown_progress
from converters.bulk.runners import WorkerDiedError
from converters.bulk.sources import Source, find_sources
from converters.errors import let_errors_pickle
from converters.imports import import_late
from orm_attrs import DataRow, SignedImagesURL


class Stream(io.RawIOBase):
    """A stream that cannot be asked for its place, and may break."""

    name = "pipe"

    def __init__(self, data: bytes, breaks: bool = False) -> None:
        super().__init__()
        self._data = io.BytesIO(data)
        self._breaks = breaks

    def read(self, size: int = -1) -> bytes:
        data = self._data.read(min(size, 1000))
        if not data and self._breaks:
            raise OSError(5, "Input/output error")
        return data


# --- lists, documents and lines -------------------------------------------------------------------


def read_text(tmp_path: Path, text: str | bytes, name: str = "rows.json", **options: Any) -> Any:
    data = text.encode() if isinstance(text, str) else text
    objects, rejects = read_all(write(tmp_path / name, data), **options)
    return numbers(objects), [it.partition(": ")[2] for it in said(rejects)]


def test_an_empty_list_has_no_objects(tmp_path: Path) -> None:
    assert read_text(tmp_path, "[ ]\n ") == ([], [])


@pytest.mark.parametrize(
    ("rest", "sentence"),
    [
        (b"[" * 100_000, "invalid JSON: nested too deep"),
        (b'{"a": "\xff"}]', "invalid UTF-8: invalid start byte"),
        (b"oops]", "invalid JSON at character "),
    ],
)
@pytest.mark.parametrize("good", [0, 1])
def test_a_list_is_read_as_far_as_it_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rest: bytes, sentence: str, good: int
) -> None:
    monkeypatch.setattr("converters.bulk.packings.PIECE", 100)
    monkeypatch.setattr(chunks, "HEAD", 50)
    before = b"".join(line(number) + b"," for number in range(good))
    found, (said_of_it,) = read_text(tmp_path, b"[" + b" " * 200 + before + b" " * 2000 + rest)
    assert found == list(range(good))
    assert said_of_it.startswith(sentence)


def test_an_object_that_is_too_large_is_not_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (chunks, lists):
        monkeypatch.setattr(module, "LARGEST_DOCUMENT", 1000)
    monkeypatch.setattr("converters.bulk.packings.PIECE", 100)
    monkeypatch.setattr(chunks, "HEAD", 50)
    large = json.dumps(payload(0, file_link="x" * 3000), indent=1)
    found, (sentence,) = read_text(tmp_path, f"[{json.dumps(payload(1))},{large}]")
    assert (found, sentence) == ([1], "one object of more than 1000 characters")
    assert read_text(tmp_path, large) == (
        [],
        ["cannot be read: one object of more than 1000 bytes"],
    )


def test_a_torn_document_is_one_reject_with_what_comes_before(tmp_path: Path) -> None:
    pad = {str(number): f"{number * 7919}" for number in range(20_000)}
    data = json.dumps({**payload(0), "more": pad}, indent=1).encode()
    path = write(tmp_path / "row.json.gz", PACKERS["gzip"](data)[:-1000])
    objects, (reject,) = read_all(path)
    assert objects == []
    assert "invalid gzip: it ends in the middle" in said([reject])[0]
    assert reject.text.startswith("{\n")


def test_items_at_a_pointer_are_refused_one_by_one(tmp_path: Path) -> None:
    content = {"items": [payload(0), payload(1, width="x"), payload(2)]}
    assert read_text(tmp_path, json.dumps(content), at="/items") == (
        [0, 2],
        ["$.width: expected int, got 'x'"],
    )
    whole = read_text(tmp_path, json.dumps(payload(3)), at="")
    assert whole == ([3], [])


def test_a_number_that_no_float_holds_is_refused_in_a_large_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("ijson")
    monkeypatch.setattr(chunks, "LARGEST_DOCUMENT", 100)
    text = json.dumps({"items": [payload(0, duration=0.5)]}).replace("0.5", "1e999")
    found, (sentence,) = read_text(tmp_path, text, at="/items")
    assert found == []
    assert sentence == "invalid JSON: 1E+999 is too large for a float"


def test_the_last_line_may_be_too_long_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "LONGEST_LINE", 5000)
    monkeypatch.setattr(chunks, "CHUNK", 1000)
    monkeypatch.setattr(chunks, "HEAD", 500)
    monkeypatch.setattr("converters.bulk.packings.PIECE", 500)
    data = line(0) + line(1, file_link="x" * 20_000).rstrip(b"\n")
    found, (sentence,) = read_text(tmp_path, data, "rows.ndjson")
    assert (found, sentence) == ([0], "the line is longer than 5000 bytes")


def test_text_without_the_fastest_library_is_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = lines(2) + b"oops\n"
    expected = read_text(tmp_path, data, "rows.ndjson")
    monkeypatch.setattr("converters.json_text.fastest_library", lambda: "json")
    with running("pure"):
        assert read_text(tmp_path, data, "rows.ndjson") == expected
    assert read_text(tmp_path, data, "rows.ndjson") == expected
    pytest.importorskip("pyarrow")
    rows = read_all(tmp_path / "rows.ndjson")[0]
    assert bulk.from_table(bulk.to_table(rows, DataRow), DataRow) == rows


# --- packed files ---------------------------------------------------------------------------------


def test_zeros_may_stand_behind_a_packed_file(tmp_path: Path) -> None:
    # Tapes are filled up with them; here they begin where another piece is read.
    packed = gzip.compress(lines(3))
    packed += bytes(3 * 4096 - len(packed) % 4096)
    assert read_text(tmp_path, packed, "rows.ndjson.gz") == ([0, 1, 2], [])


@pytest.mark.parametrize("name", ["rows.ndjson.bz2", "rows.ndjson.xz", "rows.ndjson.gz"])
def test_lines_are_packed_as_the_name_says(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / "in.ndjson", lines(3))
    bulk.convert(path, tmp_path / name, DataRow)
    assert read_all(tmp_path / name) == read_all(path)


def test_a_packed_file_holds_neither_its_name_nor_the_time(tmp_path: Path) -> None:
    path = write(tmp_path / "in.ndjson", lines(3))
    for name in ("a.ndjson.gz", "b.ndjson.gz"):
        bulk.convert(path, tmp_path / name, DataRow)
    packed = (tmp_path / "a.ndjson.gz").read_bytes()
    assert packed == (tmp_path / "b.ndjson.gz").read_bytes()
    assert packed[3:8] == bytes(5)


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", ["out.ndjson", "out.parquet"])
def test_where_nothing_is_good_there_is_a_file_without_objects(tmp_path: Path, name: str) -> None:
    pytest.importorskip("pyarrow")
    path = write(tmp_path / "rows.ndjson", b"oops\n" * 3)
    for jobs in (1, 2):
        summary = bulk.convert(path, tmp_path / name, DataRow, jobs=jobs)
        assert (summary.rows, summary.rejected) == (0, 3)
        assert (tmp_path / name).exists()
    large = write(tmp_path / "large.ndjson", line(0, width=2**70))
    assert bulk.convert(large, tmp_path / name, DataRow).rows == (name == "out.ndjson")


# --- streams --------------------------------------------------------------------------------------


def test_a_stream_that_breaks_gives_what_comes_before() -> None:
    objects, rejects = read_all(Stream(lines(2), breaks=True))
    assert numbers(objects) == [0, 1]
    assert "cannot be read: Input/output error" in said(rejects)[-1]


def test_a_parquet_file_cannot_be_streamed() -> None:
    pytest.importorskip("pyarrow")
    _, (reject,) = read_all(Stream(b"PAR1" + bytes(100)))
    assert "so it cannot be streamed" in said([reject])[0]


def test_while_a_file_is_read_it_is_told_how_far(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "_TELL_AFTER", -1)
    monkeypatch.setattr(chunks, "CHUNK", 1000)
    monkeypatch.setattr("converters.bulk.packings.PIECE", 1000)
    data = lines(20)
    path = write(tmp_path / "rows.ndjson", data)
    for source in (*find_sources(path), *(it.source for it in cut(find_sources(path), 5000))):
        told: list[int] = []
        list(read_chunks(source, Reading(on_bytes=told.append)))
        assert told == sorted(told)
        assert told[-1] == source.size
    told = []
    list(read_chunks(Source("pipe", Stream(data)), Reading(on_bytes=told.append)))
    assert set(told) == {0}


def test_a_part_of_a_file_that_breaks_is_a_reject(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = cut(find_sources(write(tmp_path / "rows.ndjson", lines(20))), 5000)[1].source
    monkeypatch.setattr(Path, "open", lambda *_, **__: Seekable(lines(1), breaks=True))
    found = list(read_chunks(source, Reading()))
    assert "Input/output error" in str(found[-1])


class Seekable(Stream):
    def seek(self, place: int, whence: int = 0) -> int:
        return place


def test_what_a_file_system_lacks_is_not_taken_for_a_bad_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Lacking(Seekable):
        def read(self, size: int = -1) -> bytes:
            raise ModuleNotFoundError("No module named 'aiohttp'", name="aiohttp")

    source = cut(find_sources(write(tmp_path / "rows.ndjson", lines(20))), 5000)[1].source
    monkeypatch.setattr(Path, "open", lambda *_, **__: Lacking(b""))
    with pytest.raises(ModuleNotFoundError, match="aiohttp"):
        list(read_chunks(source, Reading()))


# --- parts ----------------------------------------------------------------------------------------


def test_a_file_that_cannot_be_cut_is_one_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "rows.ndjson", lines(20))
    (source,) = find_sources(path)

    def fail(*_: Any) -> Any:
        raise OSError("gone")

    with monkeypatch.context() as patched:
        patched.setattr(parts, "_pieces", fail)
        assert [it.source for it in cut([source], 1000)] == [source]
    size = path.stat().st_size
    monkeypatch.setattr(Source, "size", property(lambda _: size))
    path.unlink()
    assert [it.source for it in cut([source], 1000)] == [source]


def test_the_state_of_a_file_is_known_while_it_is_there(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.ndjson", lines(1))
    (source,) = find_sources(path)
    before = state_of(source)
    assert before is not None
    write(path, lines(2))
    assert state_of(source) != before
    path.unlink()
    assert state_of(source) is None
    assert source.size is None
    assert state_of(Source("pipe", Stream(b""))) is None
    assert Source("<stdin>", "-").size is None


def test_the_state_of_a_url_is_that_of_its_file() -> None:
    fsspec = pytest.importorskip("fsspec")
    fsspec.filesystem("memory").pipe("/state/a.ndjson", lines(1))
    (source,) = find_sources("memory://state/a.ndjson")
    assert state_of(source) is not None


def test_parts_whose_state_is_not_known_are_done_again(tmp_path: Path) -> None:
    for _ in range(2):
        summary = bulk.convert(io.BytesIO(lines(3)), tmp_path / "out", DataRow, format="ndjson")
        assert summary.rows == 3


@pytest.mark.exhaustive
def test_the_ready_converter_may_be_named_to_other_processes(tmp_path: Path) -> None:
    from converters import converter

    path = write(tmp_path / "rows.ndjson", lines(3))
    assert bulk.check(path, DataRow, converter=converter, jobs=2).rows == 3
    with pytest.raises(TypeError, match="pass the function that makes it"):
        bulk.check(path, DataRow, converter=make_converter(), jobs=2)


def test_a_run_goes_on_where_its_class_has_no_plan_and_its_converter_no_name(
    tmp_path: Path,
) -> None:
    url = {"signed_url": "https://example.com", "title": "a.png"}
    path = write(tmp_path / "in" / "urls.ndjson", json.dumps([url]).encode() + b"\n")
    for _ in range(2):
        summary = bulk.convert(
            path,
            tmp_path / "out",
            SignedImagesURL,
            format="ndjson",
            converter=lambda: make_converter(unknown="forbid"),
        )
        assert (summary.rows, summary.rejected) == (1, 0)


def test_a_part_at_which_each_process_dies_is_tried_three_times(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[list[int]] = []

    def run(self: Any, work: Any, items: list[int]) -> Any:
        tried.append(list(items))
        assert len(tried) < 10
        if items[0] == 1:
            yield work(1)
        raise BrokenProcessPool

    monkeypatch.setattr(runners._ProcessRunner, "_run", run)
    results = runners.runner_for(2, None)(str, [1, 2])
    assert next(results) == "1"
    with pytest.raises(WorkerDiedError, match=r"^the process of 2 died$"):
        next(results)
    assert tried == [[1, 2], [2], [2]]


@pytest.mark.uses
def test_a_cluster_that_gives_up_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    distributed = pytest.importorskip("distributed")
    let_errors_pickle()  # in the tests that come after it in this process, too

    class Cluster:
        """A client of a cluster on which each part ends with the same error."""

        def __init__(self, error: Exception) -> None:
            self.error = error

        def map(self, work: Any, items: Any, **_: Any) -> list[Any]:
            return [self for _ in items]

        def result(self) -> Any:
            raise self.error

    for error, kind, sentence in (
        (
            distributed.KilledWorker("part", SimpleNamespace(address="tcp://w"), 2),
            WorkerDiedError,
            "workers of Dask died: ",
        ),
        (CancelledError("lost"), ConnectionError, "the Dask scheduler is gone: lost"),
    ):
        monkeypatch.setattr(runners, "_client", lambda *_, error=error: nullcontext(Cluster(error)))
        with pytest.raises(kind, match=sentence):
            list(runners.runner_for(1, "tcp://nowhere:1")(str, [1]))


# --- what is installed, and terminals -------------------------------------------------------------


def test_what_a_library_itself_lacks_is_not_named_as_the_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "halfway.py", b"import no_such_module_at_all\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="No module named 'no_such_module_at_all'"):
        needed("halfway", "bulk")


def test_the_bar_tells_bytes_rows_and_rejects(tmp_path: Path) -> None:
    console = pytest.importorskip("rich.console").Console(
        file=io.StringIO(), force_terminal=True, width=200
    )
    sources = find_sources(write(tmp_path / "rows.ndjson", lines(3) + b"oops\n"))
    with shown_progress(sources, console) as progress:
        progress.on_bytes(10)
        bulk.convert(sources, tmp_path / "out.ndjson", DataRow, progress=progress)
    drawn = console.file.getvalue()
    assert "3 rows" in drawn or "4 rows" in drawn
    assert "1 rejects" in drawn
    assert "100%" in drawn


def test_without_rich_there_is_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    import_late.cache_clear()
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setitem(sys.modules, "rich.console", None)
    with shown_progress([]) as progress:
        progress.on_bytes(5)
    assert terminal.getvalue() == ""
    import_late.cache_clear()
