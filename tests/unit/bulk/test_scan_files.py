"""Files that are packed, damaged, large, or no lines of JSON."""

import gzip
import json
import random
from pathlib import Path

import pytest
from bulk_files import PACKERS, line, lines, numbers, payload, read_all, said, write

from converters import bulk
from converters.bulk import chunks, lists
from orm_attrs import DataRow, Dataset, SignedImagesURL


@pytest.mark.parametrize("name", PACKERS)
def test_packed_files_are_known_by_their_content(tmp_path: Path, name: str) -> None:
    pack = PACKERS[name]
    path = write(tmp_path / "rows.txt", pack(lines(3)) + pack(lines(2, 3)))
    assert numbers(read_all(path)[0]) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("name", PACKERS)
def test_a_truncated_packed_file_gives_what_comes_before(tmp_path: Path, name: str) -> None:
    pack = PACKERS[name]
    whole, cut = pack(lines(30)), pack(lines(30, 30))
    path = write(tmp_path / "rows", whole + cut[: len(cut) // 2])
    objects, rejects = read_all(path)
    assert numbers(objects)[:30] == list(range(30))
    assert said(rejects)[-1].endswith(f"invalid {name}: it ends in the middle")
    assert [it.is_damage for it in rejects] == [True]


@pytest.mark.parametrize("name", PACKERS)
def test_a_flipped_byte_in_a_packed_file_is_a_reject_and_no_error(
    tmp_path: Path, name: str
) -> None:
    packed = PACKERS[name](lines(40))
    dice = random.Random(7)
    for _ in range(60):
        at = dice.randrange(len(packed))
        damaged = bytearray(packed)
        damaged[at] ^= 1 << dice.randrange(8)
        summary = bulk.check(write(tmp_path / "rows", bytes(damaged)), DataRow)
        # A flip in a header, such as the time of gzip, may change nothing.
        assert summary.rows == 40 or summary.rejected
        assert summary.rows + summary.bad <= 41


def test_the_same_file_twice_is_read_twice(tmp_path: Path) -> None:
    path = write(tmp_path / "rows", lines(1))
    assert numbers(read_all([path, path])[0]) == [0, 0]


@pytest.mark.parametrize("indent", [None, 0, 2])
def test_a_json_list_has_an_object_in_each_item(tmp_path: Path, indent: int | None) -> None:
    rows = [payload(0), payload(1, width="x"), payload(2)]
    path = write(tmp_path / "rows.json", json.dumps(rows, indent=indent).encode())
    objects, rejects = read_all(path)
    assert numbers(objects) == [0, 2]
    assert said(rejects) == ["rows.json[1]: $.width: expected int, got 'x'"]
    assert json.loads(rejects[0].text) == rows[1]


@pytest.mark.parametrize("size", [1, 10, 1000])
def test_a_list_of_any_size_is_read_piece_by_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr("converters.bulk.packings.PIECE", size)
    monkeypatch.setattr(chunks, "HEAD", 50)
    monkeypatch.setattr(chunks, "CHUNK", 2000)
    path = write(tmp_path / "rows", json.dumps([payload(i) for i in range(9)], indent=1).encode())
    objects, rejects = read_all(path)
    assert (numbers(objects), rejects) == (list(range(9)), [])


def test_a_torn_list_gives_what_comes_before(tmp_path: Path) -> None:
    data = json.dumps([payload(i) for i in range(3)], indent=1).encode()
    objects, rejects = read_all(write(tmp_path / "rows", data[:-40]))
    assert numbers(objects) == [0, 1]
    assert said(rejects)[0].startswith("rows[2]: invalid JSON at character ")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[1, 2", "[1]: invalid JSON at character 5: it ends in the middle"),
        ("[1 2]", "[1]: invalid JSON at character 3: expected , or ]"),
        ("[1] 2", "[1]: invalid JSON at character 4: more text after the list"),
        ("[1, }", "[1]: invalid JSON at character 4: Expecting value"),
        ("1", "[0]: invalid JSON: expected a list"),
    ],
)
def test_a_broken_list_is_broken_where_it_is(text: str, sentence: str) -> None:
    texts = []
    with pytest.raises(ValueError) as caught:
        texts.extend(item for item, _ in lists.split_list(iter([text.encode()])))
    assert f"[{len(texts)}]: {caught.value}" == sentence


def test_a_document_is_one_object(tmp_path: Path) -> None:
    content = {"title": "t", "dataset_type": "AWS_S3", "dataset_hash": "h", "description": None}
    path = write(tmp_path / "dataset.json", json.dumps(content, indent=2).encode())
    (batch,) = bulk.scan(path, Dataset)
    assert [it.title for it in batch.objects] == ["t"]


def test_a_list_class_takes_each_list_whole(tmp_path: Path) -> None:
    path = write(tmp_path / "urls", b'[{"title": "a"}]\n[{"title": 1}]\n')
    (batch,) = bulk.scan(path, SignedImagesURL)
    assert len(batch.objects) == 1
    assert said(batch.rejects) == ["urls:2: $[0].title: expected str, got int 1"]


def test_a_pointer_leads_to_the_list_in_an_envelope(tmp_path: Path) -> None:
    content = {"page": 1, "a/b": {"items": [payload(0), payload(1)]}}
    path = write(tmp_path / "page.json", json.dumps(content).encode())
    assert numbers(read_all(path, at="/a~1b/items")[0]) == [0, 1]
    assert numbers(read_all(path, at="/a~1b/items/1")[0]) == [1]
    assert said(read_all(path, at="/rows")[1]) == ["page.json: there is nothing at /rows"]
    assert said(read_all(path, at="/a~1b/items/01")[1])[0].endswith("nothing at /a~1b/items/01")
    with pytest.raises(ValueError, match="expected a JSON Pointer such as /items, got 'rows'"):
        bulk.check(path, DataRow, at="rows")


def test_a_large_envelope_is_read_item_by_item(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("ijson")
    monkeypatch.setattr(chunks, "LARGEST_DOCUMENT", 500)
    monkeypatch.setattr("converters.bulk.packings.PIECE", 300)
    content = {"page": {"items": [payload(i) for i in range(5)]}}
    data = json.dumps(content).encode()
    path = write(tmp_path / "page.json", data)
    objects, rejects = read_all(path, at="/page/items")
    assert (numbers(objects), rejects) == ([0, 1, 2, 3, 4], [])
    assert (
        objects[0] == read_all(write(tmp_path / "row.json", json.dumps(payload(0)).encode()))[0][0]
    )
    objects, rejects = read_all(write(path, data[:-300]), at="/page/items")
    assert said(rejects)[0].startswith(f"page.json[{len(objects)}]: invalid JSON: ")
    assert said(read_all(write(path, data), at="/rows")[1]) == [
        "page.json: there is no list, or an empty one, at /rows"
    ]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "cannot be read: it is empty"),
        (line(0).decode().encode("utf-16"), "cannot be read: it is UTF-16, which is not UTF-8"),
        (b"{", "invalid JSON at line 1, column 2: Expecting property name"),
        (b"[1,\n]", "[1]: invalid JSON at character "),
        (b"\x1f\x8b", "cannot be read"),
        (b"PAR1PAR1", "[0]: invalid Parquet"),
        (b"PK\x03\x04" + lines(9), "cannot be read: it is a zip archive"),
        (gzip.compress(gzip.compress(lines(9))), "cannot be read: it is packed twice"),
        (b"ARROW1\0\0\n\n", "cannot be read: it is an Arrow file"),
    ],
)
def test_what_cannot_be_read_is_one_line(tmp_path: Path, data: bytes, sentence: str) -> None:
    pytest.importorskip("pyarrow")
    good = write(tmp_path / "a", lines(1))
    objects, rejects = read_all([write(tmp_path / "b", data), good])
    assert numbers(objects) == [0]
    assert sentence in said(rejects)[-1] or "invalid gzip: it ends" in said(rejects)[-1]


def test_a_file_that_may_not_be_read_costs_itself(tmp_path: Path) -> None:
    class Unreadable:
        name = "tape"

        def read(self, size: int) -> bytes:
            raise OSError(5, "Input/output error")

    objects, rejects = read_all([Unreadable(), write(tmp_path / "a", lines(1))])
    assert numbers(objects) == [0]
    assert said(rejects) == ["tape: cannot be read: Input/output error"]
