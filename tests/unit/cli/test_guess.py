"""Which class the objects of a file are of, as the command says it."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest
from bulk_files import PACKERS, line, lines, payload, write
from click.testing import CliRunner, Result

from converters import bulk
from converters.bulk.sources import Source
from converters.cli.commands import main
from converters.cli.guess import Guess, guess
from orm_attrs import DataRow

PAYLOADS = Path(__file__).parents[2] / "payloads"


def run(*arguments: object, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["guess", *map(str, arguments)], input=stdin)


def facts(*arguments: object, stdin: bytes | None = None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*arguments, "--format=json", stdin=stdin).output)
    return found


def test_the_payloads_of_each_class_fit_it_best_or_as_well_as_another_one() -> None:
    wrong = []
    for entry in json.loads((PAYLOADS / "manifest.json").read_bytes())[::4]:
        path = str(PAYLOADS / entry["file"])
        found = guess(Source(path, path), None, 8)
        fits = found.fits if isinstance(found, Guess) else []
        scores = {it.cls.__name__: it.score for it in fits}
        if scores.get(entry["class"]) != max(scores.values(), default=None):
            wrong.append(entry["file"])
    # Of most of the others there is nothing to tell: they are empty, or are lists of the same.
    assert len(wrong) < 7


def test_a_file_is_of_the_class_that_knows_its_keys(tmp_path: Path) -> None:
    texts = {
        "lines": lines(3),
        "list": b"[" + line(0) + b"," + line(1) + b"]",
        "document": json.dumps(payload(0), indent=1).encode(),
        "packed": PACKERS["gzip"](lines(3)),
        "blank": b"\n" * 500 + lines(2),
        "few-blank": b"\n \n" + lines(2),
    }
    for name, data in texts.items():
        result = run(write(tmp_path / name, data))
        assert result.exit_code == 0
        assert result.output.startswith(f"{tmp_path}/{name}: DataRow, ")
        assert "objects are good; 14 of 14 keys are known\n" in result.output
    assert run("-", stdin=lines(2)).output.startswith("<stdin>: DataRow, ")


def test_a_table_is_of_the_class_that_knows_its_columns(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    bulk.convert(write(tmp_path / "in", lines(3)), tmp_path / "a.parquet", DataRow)
    found = facts(tmp_path / "a.parquet")
    best = found["fits"][0]
    assert (best["class"], best["objects"], best["good"]) == ("DataRow", 3, 3)
    assert best["keys"] == best["known"]


def test_the_reason_tells_what_speaks_against_a_class(tmp_path: Path) -> None:
    rows = line(0, lens=35, width="wide") + line(1, images_data=[{"codec": 1}])
    result = run(write(tmp_path / "rows", rows))
    first = result.output.splitlines()[0].partition(": ")[2]
    assert first.startswith("DataRow, ")
    assert "0 of 2 objects are good; 15 of 16 keys are known; " in first
    assert "$.lens" in first
    assert "$.images_data[*].codec" in first
    assert "$.width: expected int, got 'wide'" in first
    few = {key: it for key, it in payload(0).items() if key not in {"data_hash", "created_at"}}
    said = run(write(tmp_path / "few", json.dumps(few).encode())).output.splitlines()[0]
    assert "12 of 12 keys are known; $.data_hash, $.created_at missing" in said


def test_json_has_a_line_for_each_file(tmp_path: Path) -> None:
    write(tmp_path / "a", lines(1))
    write(tmp_path / "b", b"")
    write(tmp_path / "c\n", b'{"x\\ud800": 1}')
    result = run(tmp_path, "--format=json")
    first, second, third = map(json.loads, result.output.splitlines())
    assert first["fits"][0]["fit"] > 0.9
    assert second == {
        "where": f"{tmp_path}/b",
        "fits": [],
        "problem": "cannot be read: it is empty",
    }
    assert third == {"where": f"{tmp_path}/c\n", "fits": [], "pointers": []}
    assert result.exit_code == 1


def test_what_fits_no_class_is_said_and_exits_with_1(tmp_path: Path) -> None:
    for name, data in {"a": b"{}", "b": b"[1, 2]", "c": b"oops\n", "d": b"[[]]\n"}.items():
        result = run(write(tmp_path / name, data))
        assert result.output == f"{tmp_path}/{name}: no class has a key of its objects\n"
        assert result.exit_code == 1
    for name, data in {"e": b"\n\n", "f": b"[]", "g": b"\0"}.items():
        result = run(write(tmp_path / name, data))
        assert result.output.count("\n") == result.exit_code == 1


def test_a_list_inside_of_a_document_is_found_by_its_pointer(tmp_path: Path) -> None:
    page = b'{"next~page": "x", "a/b": [' + line(0) + b'], "none": [1]}'
    path = write(tmp_path / "page", page)
    assert run(path).output.splitlines()[-1] == "  or a list inside of it: --at /a~1b"
    result = run(path, "--at", "/a~1b")
    assert result.output.startswith(f"{path}: DataRow, ")
    assert "--at" not in result.output
    other = write(tmp_path / "other", b'{"none": [1], "x": 5}')
    assert "--at" not in run(other).output
    assert run(path, "--at", "/x~2").exit_code == 2


def test_a_pipe_is_read_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    page = b'{"x": 1, "items": [' + line(0) + b"]}"
    writer = threading.Thread(target=(tmp_path / "pipe").write_bytes, args=(page,))
    writer.start()
    assert "--at /items" in run(tmp_path / "pipe").output
    writer.join()


def test_only_the_beginning_of_a_file_is_looked_at(tmp_path: Path) -> None:
    data = lines(150) + b"oops\n" * 10
    assert facts(write(tmp_path / "rows", data))["fits"][0]["objects"] == 100


def test_what_moves_the_cursor_is_spelled_out(tmp_path: Path) -> None:
    rows = line(0, **{"\x1b[2J": 1})
    result = run(write(tmp_path / "a\x1b[31m", rows))
    assert result.output.replace("\n", "").isprintable()


def test_lists_are_of_the_classes_of_lists(tmp_path: Path) -> None:
    urls = [{"signed_url": "https://example.com", "title": "a", "upload_url": "u"}]
    path = write(tmp_path / "rows", json.dumps(urls).encode() + b"\n" + json.dumps(urls).encode())
    assert facts(path)["fits"][0]["class"] in {"SignedImagesURL", "SignedDicomsURL"}
