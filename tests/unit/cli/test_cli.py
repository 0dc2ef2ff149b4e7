"""The command: what it prints, and how it exits."""

import gzip
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest
from chosen import by_kind
from click.testing import CliRunner, Result

from converters.cli.commands import main
from converters.cli.describe import enum_classes, model_classes, unions
from converters.tables import type_name
from orm_attrs import DataRow

CLASSES_SHOWN = list(model_classes().values())


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=stdin)


def write(path: Path, content: Any) -> str:
    path.write_text(json.dumps(content))
    return str(path)


def test_good_objects_are_counted(tmp_path: Path, row: dict[str, Any]) -> None:
    one = write(tmp_path / "one.json", row)
    many = write(tmp_path / "many.json", [row, row])
    result = run("check", "DataRow", one, many)
    assert (result.output, result.exit_code) == ("DataRow: 3 good, 0 bad\n", 0)


def test_each_problem_is_printed_with_its_place(tmp_path: Path, row: dict[str, Any]) -> None:
    path = write(tmp_path / "many.json", [row, {**row, "width": "x", "height": []}, 5])
    result = run("check", "DataRow", path)
    assert result.output.splitlines() == [
        f"{path}[1]: $.width: expected int, got 'x'",
        f"{path}[1]: $.height: expected int, got list",
        f"{path}[2]: $: expected an object, got int 5",
        "DataRow: 1 good, 2 bad",
    ]
    assert result.exit_code == 1


def test_objects_may_stand_line_by_line(tmp_path: Path, row: dict[str, Any]) -> None:
    good, bad = json.dumps(row).encode(), json.dumps({**row, "width": "x"}).encode()
    path = tmp_path / "rows.jsonl"
    path.write_bytes(good + b"\n\n" + bad + b"\noops\n" + good)
    result = run("check", "DataRow", str(path))
    assert result.output.splitlines() == [
        f"{path}:3: $.width: expected int, got 'x'",
        f"{path}:4: invalid JSON at line 1, column 1: Expecting value",
        "DataRow: 2 good, 2 bad",
    ]


def test_files_may_be_packed(tmp_path: Path, row: dict[str, Any]) -> None:
    path = tmp_path / "rows.json.gz"
    path.write_bytes(gzip.compress(json.dumps([row]).encode()))
    assert run("check", "DataRow", str(path)).output == "DataRow: 1 good, 0 bad\n"
    path.write_bytes(gzip.compress(b"[]" * 500)[:-9])
    result = run("check", "DataRow", str(path))
    assert result.output.startswith(f"{path}:1: invalid gzip: ")
    assert result.exit_code == 1


def test_a_dash_is_standard_input(row: dict[str, Any]) -> None:
    result = run("check", "DataRow", "-", stdin=json.dumps({**row, "width": "x"}).encode())
    assert result.output == "<stdin>: $.width: expected int, got 'x'\nDataRow: 0 good, 1 bad\n"


def test_what_is_no_json_is_a_problem_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    path.write_text('{"a":\n}')
    result = run("check", "DataRow", str(path))
    assert result.output.startswith(f"{path}: invalid JSON at line ")
    assert result.exit_code == 1


def test_a_list_class_takes_the_whole_list(tmp_path: Path) -> None:
    path = write(tmp_path / "urls.json", [{"title": "a"}, {"title": 1}])
    result = run("check", "SignedImagesURL", path)
    assert result.output.splitlines() == [
        f"{path}: $[1].title: expected str, got int 1",
        "SignedImagesURL: 0 good, 1 bad",
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "Datarow", "-"], "did you mean DataRow?"),
        (["check", "Nothing", "-"], "'orm-attrs models' lists them"),
        (["check", "DataRow"], "Missing argument 'PATH...'"),
        (["check", "DataRow", "no/such/file"], "does not exist"),
        (["frobnicate"], "No such command"),
    ],
)
def test_a_wrong_command_line_exits_with_2(arguments: list[str], words: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in result.output


def test_the_classes_and_enums_are_listed_with_a_line_each() -> None:
    lines = run("models").output.splitlines()
    assert [line.split()[0] for line in lines] == sorted({**model_classes(), **enum_classes()})
    assert all(len(line.split(maxsplit=1)[1]) > 15 for line in lines)


@by_kind("cls", CLASSES_SHOWN)
def test_every_class_can_be_shown(cls: type) -> None:
    result = run("show", cls.__name__)
    assert result.exit_code == 0
    assert result.output.startswith(f"{cls.__name__}: ")


def test_show_says_of_a_list_class_what_it_is_a_list_of() -> None:
    first, second = run("show", "SignedDicomsURL").output.splitlines()
    assert first.startswith("SignedDicomsURL: ")
    assert second == "A list of SignedDicomURL."


def test_show_prints_how_a_class_maps_to_the_wire() -> None:
    lines = [line.split("  ") for line in run("show", "Dataset").output.splitlines()]
    cells = [[cell.strip() for cell in line if cell] for line in lines]
    assert cells[1] == ["field", "wire key", "type", "encoding", "required", "nullable"]
    assert [
        "storage_location",
        "dataset_type",
        "StorageLocation",
        "str, the name of a StorageLocation",
        "yes",
        "no",
    ] in cells
    assert [
        "backing_folder_uuid",
        "backing_folder_uuid",
        "UUID | None",
        "UUID, or the empty string",
        "no",
        "yes",
    ] in cells


def test_show_tells_how_the_members_of_each_union_are_told_apart() -> None:
    for name, union in unions().items():
        result = run("show", name)
        assert (result.exit_code, name) == (0, name)
        named = [re.split("  +", line)[1] for line in result.output.splitlines()[1:]]
        assert {type_name(it) for it in get_args(union)} <= set(named)
    for name, condition, member in (
        ("LabelSpace", 'space_type is "pdf"', "PdfSpace"),
        ("UnitLabels", "all keys are whole numbers", "dict[int, FrameLabels]"),
        ("InputRotation", "is of the JSON type list", "InputRotationMatrix"),
        ("DataGroupInput", "otherwise", "(refused)"),
    ):
        lines = [re.split("  +", line) for line in run("show", name).output.splitlines()]
        assert [condition, member] in lines


def test_a_union_that_has_a_name_is_named_by_it() -> None:
    (line,) = (it for it in run("show", "LabelRowV2").output.splitlines() if it[:6] == "spaces")
    assert "dict[str, LabelSpace] | None" in line


def test_show_plan_prints_what_the_hooks_do() -> None:
    lines = run("show", "--plan", "DataRow").output.splitlines()
    assert lines[0] == "fills DataRow; extra keys: ignore"
    assert "uid <- 'data_hash': str" in lines
    assert "images_data <- 'images_data': the hook of list[ImageData] or null, optional" in lines
    assert lines[lines.index("") + 1] == "writes DataRow"
    assert lines[-1] == (
        "backing_item_uuid -> 'backing_item_uuid': UUID, or the empty string or null, "
        "left out when it is the default"
    )


@by_kind("cls", CLASSES_SHOWN, option=["--plan", "--source"])
def test_what_is_done_for_every_class_can_be_shown(cls: type, option: str) -> None:
    assert run("show", option, cls.__name__).exit_code == 0


def test_show_source_prints_the_generated_hooks() -> None:
    output = run("show", "--source", "DataRow").output
    assert "obj.uid = uid" in output
    assert "'data_hash': obj.uid" in output


def test_the_command_runs_as_a_module(tmp_path: Path, row: dict[str, Any]) -> None:
    path = write(tmp_path / "row.json", row)
    command = [sys.executable, "-m", "converters", "check", DataRow.__name__, path]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("DataRow: 1 good, 0 bad\n", 0)


def test_the_module_runs_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    from converters.__main__ import run as run_module

    monkeypatch.setattr(sys, "argv", ["orm-attrs", "--version"])
    with pytest.raises(SystemExit) as caught:
        run_module()
    assert caught.value.code == 0


def test_a_missing_module_that_is_not_click_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    from converters.__main__ import run as run_module

    monkeypatch.setitem(sys.modules, "difflib", None)
    for name in [name for name in sys.modules if name.startswith("converters.cli.")]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(ModuleNotFoundError, match="difflib"):
        run_module()


def test_without_click_the_command_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    from converters.__main__ import run as run_module

    monkeypatch.setitem(sys.modules, "click", None)
    monkeypatch.delitem(sys.modules, "converters.cli.commands")
    with pytest.raises(SystemExit) as caught:
        run_module()
    assert caught.value.code == "The command needs an extra: pip install 'orm-attrs[cli]'"
