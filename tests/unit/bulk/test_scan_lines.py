"""Lines of JSON: what one of them costs that is not good."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from bulk_files import PACKERS, line, lines, numbers, read_all, said, write
from hypothesis import given
from hypothesis import strategies as st

from converters import bulk, loads
from converters.bulk import chunks
from converters.bulk.reading import Reader
from orm_attrs import DataRow


def test_lines_are_read_as_loads_reads_them(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.ndjson", lines(5))
    objects, rejects = read_all(path)
    assert objects == [loads(line(i), DataRow) for i in range(5)]
    assert rejects == []


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        (b"oops\n", "invalid JSON at line 1, column 1: Expecting value"),
        (b'{"data_hash": "x\n', "invalid JSON at line 1, column 15: Unterminated string"),
        (b"\xff\n", "invalid UTF-8 at byte 0: invalid start byte"),
        (b"5\n", "$: expected an object, got int 5"),
        (line(1, width="wide"), "$.width: expected int, got 'wide'"),
        (line(1)[:-1] + b"," + line(2), "invalid JSON at line 1, column "),
        (line(1)[:-1] + b" " + line(2), "invalid JSON at line 1, column "),
        (line(1, duration=1e300).replace(b"1e+300", b"1e400"), "invalid JSON: 1e400 is too large"),
    ],
)
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_bad_line_costs_itself_wherever_it_stands(
    tmp_path: Path, broken: bytes, sentence: str, at: int
) -> None:
    good = [line(0), line(9)]
    path = write(tmp_path / "rows.ndjson", b"".join([*good[:at], broken, *good[at:]]))
    objects, rejects = read_all(path)
    assert numbers(objects) == [0, 9]
    assert said(rejects)[0].startswith(f"rows.ndjson:{at + 1}: {sentence}")
    assert rejects[0].text.encode("utf-8", "surrogateescape") == broken[:-1]
    assert (rejects[0].file, rejects[0].line) == (str(path), at + 1)


def test_an_object_over_two_lines_is_two_bad_lines(tmp_path: Path) -> None:
    torn = line(1).replace(b", ", b",\n", 1)
    objects, rejects = read_all(write(tmp_path / "a", line(0) + torn + line(2)))
    assert numbers(objects) == [0, 2]
    assert [it.line for it in rejects] == [2, 3]


def test_blank_lines_are_counted_and_no_objects(tmp_path: Path) -> None:
    path = write(tmp_path / "rows", b"\n\r\n" + line(0) + b"  \n" + line(1) + b"\n")
    summary = bulk.check(path, DataRow)
    assert (summary.rows, summary.bad, summary.blank, summary.read) == (2, 0, 4, 6)


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + line(0) + line(1),
        line(0).replace(b"\n", b"\r\n") + line(1),
        line(0) + line(1)[:-1],
        b"\n" + line(0) + line(1),
    ],
    ids=["byte order mark", "CRLF", "no end", "blank first line"],
)
def test_lines_may_end_and_begin_as_other_systems_write_them(tmp_path: Path, data: bytes) -> None:
    objects, rejects = read_all(write(tmp_path / "rows.ndjson", data))
    assert (numbers(objects), rejects) == ([0, 1], [])


@pytest.mark.parametrize("blank", [b"\n", b" \t\r\n", b"\x0b\n"])
@pytest.mark.parametrize("end", [b"", b" " * 70, b" " * 70 + b"\n", line(8)[:-1]])
def test_long_runs_of_blank_lines_are_counted_and_keep_the_numbers_of_others(
    tmp_path: Path, blank: bytes, end: bytes
) -> None:
    run, short = blank * 2000, blank * 3
    spaced = b"{" + b" " * 80 + line(2)[1:]
    data = b"".join(
        [b" " * 80, run, line(0), spaced, run, b"oops \n", short, line(1), short, run, end]
    )
    path = write(tmp_path / "rows", data)
    found = read_all(path)
    wheres = [
        batch.where(i) for batch in bulk.scan(path, DataRow) for i in range(len(batch.objects))
    ]
    texts = data.removesuffix(b"\n").split(b"\n")
    good = [number for number, it in enumerate(texts, 1) if it.startswith(b"{")]
    assert wheres == [f"{path}:{number}" for number in good]
    assert [it.line for it in found[1]] == [texts.index(b"oops ") + 1]
    summary = bulk.check(path, DataRow)
    assert (summary.rows, summary.bad, summary.damaged) == (len(good), 1, 0)
    assert summary.blank == sum(not it.strip() for it in texts)


def test_a_run_of_blank_lines_is_not_looked_at_line_by_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[bytes] = []
    slowly = Reader._read_slowly

    def counted(self: Any, chunk: Any, i: int, text: bytes, batch: Any) -> Any:
        looked.append(text)
        return slowly(self, chunk, i, text, batch)

    monkeypatch.setattr(Reader, "_read_slowly", counted)
    for blank in (b"\n", b" \n", b"\t\r\n"):
        data = blank * 50_000 + lines(2) + blank * 50_000
        assert bulk.check(write(tmp_path / "rows", data), DataRow).blank == 100_000
        assert bulk.drift(tmp_path / "rows", DataRow).rows == 2
    assert len(looked) < 30


def test_a_byte_order_mark_may_stand_before_each_file_of_those_that_were_put_together(
    tmp_path: Path,
) -> None:
    mark = b"\xef\xbb\xbf"
    data = mark + line(0) + mark + line(1) + line(2)[:-1] + mark + b"\n"
    objects, rejects = read_all(write(tmp_path / "a", data))
    assert (numbers(objects), [it.line for it in rejects]) == ([0, 1], [3])


def test_bytes_under_an_unknown_key_must_be_utf8_too(tmp_path: Path) -> None:
    bad = line(1, unknown="?").replace(b"?", b"\xff")
    objects, rejects = read_all(write(tmp_path / "a.ndjson", line(0) + bad + line(2)))
    assert numbers(objects) == [0, 2]
    assert said(rejects)[0].startswith("a.ndjson:2: invalid UTF-8 at byte ")


@pytest.mark.parametrize("size", [1, 100, 700, 10_000])
def test_where_chunks_end_does_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(chunks, "CHUNK", size)
    monkeypatch.setattr("converters.bulk.packings.PIECE", 300)
    path = write(tmp_path / "rows.ndjson", lines(3) + b"oops\n\n" + lines(3, 5) + b"{")
    objects, rejects = read_all(path)
    assert numbers(objects) == [0, 1, 2, 5, 6, 7]
    assert [it.line for it in rejects] == [4, 9]


def test_a_line_that_is_too_long_costs_itself_and_is_not_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "LONGEST_LINE", 5000)
    monkeypatch.setattr(chunks, "CHUNK", 1000)
    monkeypatch.setattr(chunks, "HEAD", 500)
    monkeypatch.setattr("converters.bulk.packings.PIECE", 500)
    long = line(1, file_link="x" * 20_000)
    path = write(tmp_path / "rows.ndjson", line(0) + long + line(2) + long)
    objects, rejects = read_all(path)
    assert numbers(objects) == [0, 2]
    assert said(rejects) == [
        f"rows.ndjson:{number}: the line is longer than 5000 bytes" for number in (2, 4)
    ]
    assert all(len(it.text) <= 1000 for it in rejects)


def test_an_open_file_is_read_and_left_open() -> None:
    stream = io.BytesIO(lines(2))
    objects, _ = read_all(stream)
    assert numbers(objects) == [0, 1]
    assert not stream.closed


LINES = st.lists(
    st.one_of(
        st.integers(0, 10).map(line),
        st.sampled_from([b"\n", b"oops\n", b" \r\n", b"[]\n", b"\xff\n", line(1, width="x")]),
        # A NUL would tell that it is no text at all.
        st.binary(max_size=20).map(lambda it: it.translate(None, b"\n\0") + b"\n"),
    ),
    min_size=1,
    max_size=30,
)


@given(LINES)
def test_every_line_is_an_object_a_reject_or_blank(given_lines: list[bytes]) -> None:
    # The first two are good, so that this is a file of lines.
    data = b"".join([line(0), line(0), *given_lines])
    summary = bulk.check(io.BytesIO(data), DataRow)
    assert summary.read == len(given_lines) + 2
    assert summary.blank == sum(not it.strip() for it in given_lines)
    assert summary.damaged == 0


@given(LINES)
def test_each_line_has_the_result_that_it_has_alone(given_lines: list[bytes]) -> None:
    objects, rejects = read_all(io.BytesIO(b"".join([line(0), line(0), *given_lines])))
    good, bad = [loads(line(0), DataRow)] * 2, []
    for number, text in enumerate(given_lines, 3):
        if text.strip():
            try:
                good.append(loads(text.rstrip(b"\n"), DataRow))
            except Exception:
                bad.append(number)
    assert objects == good
    assert [it.line for it in rejects] == bad


def test_a_reject_is_a_line_of_json_from_which_the_text_can_be_had(tmp_path: Path) -> None:
    _, (first, second) = read_all(write(tmp_path / "a", line(0) + b"oo\nps\xff\n" + line(2)))
    assert json.loads(first.to_json()) == {
        "where": f"{tmp_path}/a:2",
        "problems": [
            {
                "pointer": "",
                "code": "invalid",
                "message": "invalid JSON at line 1, column 1: Expecting value",
            }
        ],
        "text": "oo",
    }
    record = json.loads(second.to_json())
    assert (record["text"], record["base64"]) == ("ps\ufffd", "cHP/")


def test_objects_know_where_they_stood(tmp_path: Path) -> None:
    data = line(0) + b"\noops\n" + line(3) + line(4)
    (batch,) = bulk.scan(write(tmp_path / "a", data), DataRow)
    assert [batch.where(i) for i in range(3)] == [f"{tmp_path}/a:{n}" for n in (1, 4, 5)]


@pytest.mark.parametrize("name", PACKERS)
def test_however_much_is_unpacked_at_once_batches_stay_small(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(chunks, "CHUNK", 1000)
    path = write(tmp_path / "rows", PACKERS[name](lines(1) + b"oops\n" * 3000))
    counts = [len(batch.rejects) for batch in bulk.scan(path, DataRow)]
    assert sum(counts) == 3000
    assert max(counts) == 1000 / len(b"oops\n") + 1
