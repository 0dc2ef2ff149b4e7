"""Every page of the documentation does what it says, and every class has its place there."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tomllib
import zlib
from collections import Counter
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest
from attrs import frozen
from loops import over
from strategies import name_of

import converters
import orm_attrs
from converters.cli.describe import enum_classes, model_classes
from converters.engines.containers import list_class_item
from converters.tables import wire_fields
from converters.wire.codecs import codec_of_type, fallback_of

ROOT: Final = Path(__file__).resolve().parents[2]
DOCS: Final = ROOT / "docs"
PAYLOADS: Final = ROOT / "examples" / "payloads"
PATIENCE: Final = 600
"""Seconds after which a program is taken to hang; all pages are built in two minutes or three."""

NOT_RUN: Final = {
    ("install.md", "sh"): "pip install ./orm-attrs\npip install './orm-attrs[cli,msgspec]'\n",
}
"""Blocks that are no Python and no command of ours: what they say has to be looked at."""

spec = importlib.util.spec_from_file_location("wire_pages", DOCS / "wire_pages.py")
assert spec is not None
assert spec.loader is not None
wire_pages: Any = importlib.util.module_from_spec(spec)
spec.loader.exec_module(wire_pages)


# --- the blocks of the pages ----------------------------------------------------------------------


@frozen
class Block:
    """What stands between fences, and the comment right above."""

    page: str
    line: int
    language: str
    note: str
    text: str

    @property
    def needs(self) -> str:
        """The module, or distribution and version, without which the block does not run."""
        return self.note.partition("needs ")[2]

    @property
    def is_program(self) -> bool:
        return self.note == "program"


PAGES: Final = {
    path.relative_to(DOCS).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(DOCS.rglob("*.md"))
    if "_build" not in path.parts
}


def blocks_of(page: str) -> list[Block]:
    found = []
    pattern = re.compile(r"^(?:% ([^\n]*)\n)?```([^`\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    for match in pattern.finditer(PAGES[page]):
        line = PAGES[page].count("\n", 0, match.start(3))
        found.append(Block(page, line, match[2], match[1] or "", match[3]))
    return found


HAS_A_TEST_OF_ITS_OWN: Final = {"tutorial.md"}
BLOCKS: Final = [
    block for page in PAGES if page not in HAS_A_TEST_OF_ITS_OWN for block in blocks_of(page)
]
PYTHON: Final = [block for block in BLOCKS if block.language == "python"]
PAGES_WITH_PYTHON: Final = sorted({block.page for block in PYTHON})
PAYLOAD: Final = next(block for block in PYTHON if block.page == "start.md")


class MustRaise(ast.NodeTransformer):
    """Lets a ``try`` fail that nothing was raised in: what its handler asserts was not seen."""

    def visit_Try(self, node: ast.Try) -> ast.Try:
        self.generic_visit(node)
        node.orelse.extend(ast.parse("raise AssertionError('nothing was raised')").body)
        return node


def numbers(text: str) -> list[int]:
    return list(map(int, re.findall(r"\d+", text)))


def run(block: Block, names: dict[str, Any]) -> None:
    tree = MustRaise().visit(ast.parse("\n" * block.line + block.text))
    exec(compile(ast.fix_missing_locations(tree), DOCS / block.page, "exec"), names)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What every page begins with: the payload of the first one."""
    # Dataclasses and pickle look for their module.
    module = ModuleType("page")
    monkeypatch.setitem(sys.modules, "page", module)
    run(PAYLOAD, vars(module))
    return vars(module)


def test_no_block_is_left_out() -> None:
    for page, text in PAGES.items():
        assert len(re.findall("^ *(?:```|~~~)", text, re.MULTILINE)) == 2 * len(blocks_of(page))
    known = {"python", "console", "toml"}
    others = [block for block in BLOCKS if block.language not in known]
    listed = {
        (block.page, block.language): block.text
        for block in others
        if not re.fullmatch(r"\{(include|toctree|eval-rst|image)\}.*|text", block.language)
    }
    assert listed == NOT_RUN


def test_every_room_of_a_drawing_exists() -> None:
    """Drawings are the blocks of plain text."""
    drawings = [block.text for block in BLOCKS if block.language == "text"]
    rooms = re.findall(r"\b(?:converters/)?(\w+/|\w+\.py)(?=\s)", "\n".join(drawings))
    assert len(rooms) > 8
    assert [room for room in rooms if not (ROOT / "converters" / room).exists()] == []


def test_every_room_of_the_picture_exists() -> None:
    picture = re.sub("<style>.*?</style>|<[^>]+>", " ", (DOCS / "way.svg").read_text("utf-8"))
    rooms = re.findall(r"\b(\w+/|\w+\.py)", picture)
    places = (ROOT, ROOT / "converters", ROOT / "converters" / "engines")
    assert len(rooms) > 10
    assert [room for room in rooms if not any((place / room).exists() for place in places)] == []


def test_every_comment_above_a_block_means_something() -> None:
    notes = {block.note for block in BLOCKS} - {""}
    assert all(re.fullmatch(r"needs [a-z0-9]+( [\d.]+)?|program", note) for note in notes)
    pages = [text for page, text in PAGES.items() if page not in HAS_A_TEST_OF_ITS_OWN]
    assert len(re.findall("^%", "".join(pages), re.MULTILINE)) == sum(
        bool(block.note) for block in BLOCKS
    )


@pytest.mark.parametrize("page", PAGES_WITH_PYTHON)
def test_the_python_blocks_of_a_page_run_one_after_the_other(page: str, names: Any) -> None:
    for block in blocks_of(page):
        if block.language == "python" and not block.needs and not block.is_program:
            run(block, names)


@pytest.mark.parametrize(
    ("page", "module"),
    sorted({(block.page, block.needs) for block in PYTHON if block.needs}),
)
def test_the_blocks_run_that_need_a_module(page: str, module: str, names: Any) -> None:
    name, _, oldest = module.partition(" ")
    if not oldest:
        pytest.importorskip(name)
    elif numbers(version(name)) < numbers(oldest):
        pytest.skip(f"{name} is older than {oldest}")
    for block in blocks_of(page):
        if block.language == "python" and block.needs in ("", module) and not block.is_program:
            run(block, names)


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_the_program_checks_files_in_worker_processes(method: str, tmp_path: Path) -> None:
    """Run as a file, for the workers import it."""
    (block,) = [block for block in PYTHON if block.is_program]
    assert block.text.count('"spawn"') == 1
    program = tmp_path / "check_files.py"
    program.write_text(block.text.replace('"spawn"', repr(method)), encoding="utf-8")
    files = [str(PAYLOADS / name) for name in ("dataset.json", "broken_dataset.json")]
    done = subprocess.run(
        [sys.executable, program, *files],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    with pytest.raises(Exception) as caught:
        converters.loads(Path(files[1]).read_text(), orm_attrs.Dataset)
    problems = converters.explain(caught.value)
    assert done.stdout == "".join(
        f"{line}\n" for line in [f"{files[0]}: good", *(f"{files[1]}: {one}" for one in problems)]
    )


@pytest.mark.parametrize(
    "block",
    [block for block in BLOCKS if block.language == "console"],
    ids=lambda block: f"{block.page}:{block.line}",
)
def test_the_command_prints_what_a_console_block_shows(
    block: Block, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("click")
    from click.testing import CliRunner

    from converters.cli.commands import main

    monkeypatch.chdir(ROOT)
    commands = block.text.split("$ ")
    assert commands.pop(0) == ""
    for command in commands:
        line, _, output = command.partition("\n")
        name, *arguments = shlex.split(line)
        assert name == "orm-attrs"
        assert CliRunner().invoke(main, arguments).output == output


def test_the_toml_blocks_name_extras_that_there_are() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [
        dependency
        for block in BLOCKS
        if block.language == "toml"
        for dependency in tomllib.loads(block.text)["project"]["dependencies"]
    ]
    assert asked
    for dependency in asked:
        found = re.fullmatch(r"orm-attrs\[(.*)\] @ git\+https://git\.example\.com/.*", dependency)
        assert found is not None
        assert set(found[1].split(",")) <= set(project["optional-dependencies"])


def test_the_page_about_the_installation_names_every_extra_but_those_of_development() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    table = re.findall(r"^\| (`.*?`) \|", PAGES["install.md"], re.MULTILINE)
    assert {*re.findall(r"`(\w+)`", "".join(table)), "test", "dev"} == set(
        project["optional-dependencies"]
    )


def test_no_page_points_out_of_the_project_but_to_the_platform() -> None:
    others = r"https?://(?!127\.0\.0\.1:8000|(?:api|git)\.example\.com|encord\.com|pypi\.org/project/encord)"
    folders = r"(?<![\w.])/(work|tmp|home|root|Users)/"
    for page, text in PAGES.items():
        assert not re.search(f"{others}|{folders}", text), page


def test_the_readme_and_the_pages_call_the_same_things_by_the_same_names() -> None:
    """A public function that no guide mentions is one that nobody finds."""
    guides = "".join(text for page, text in PAGES.items() if "/" not in page)
    assert [name for name in converters.__all__ if name not in guides] == []


# --- the generated parts --------------------------------------------------------------------------

FILLED: Final = {page: wire_pages.fill_in(text) for page, text in PAGES.items()}
WIRE: Final = "".join(text for page, text in FILLED.items() if page.startswith("wire/"))
API: Final = "".join(text for page, text in FILLED.items() if page.startswith("api/"))


def section_of(name: str) -> str:
    """The part of the wire pages that belongs to a class."""
    (text,) = re.findall(rf"^### {name}\n(.*?)(?=^#|\Z)", WIRE, re.MULTILINE | re.DOTALL)
    return text


def test_every_comment_for_a_generated_part_is_replaced() -> None:
    assert "<!--" not in "".join(FILLED.values())
    marks = Counter(re.findall("<!-- (.*?) -->", "".join(PAGES.values())))
    assert max(marks.values()) == 1


@over("cls", model_classes().values(), name_of)
def test_the_wire_pages_show_every_field_of_a_class(cls: Any) -> None:
    section = section_of(cls.__name__)
    item = list_class_item(cls)
    if item is not None:
        assert f"(#{item.__name__.lower()})" in section
        return
    fields = wire_fields(cls)
    rows = [line.split(" | ") for line in section.splitlines() if line.startswith("| `")]
    assert len(rows) == len(fields)
    for one, row in zip(fields, rows, strict=True):
        assert row[0] == f"| `{one.name}`"
        assert one.is_rest or one.is_body or f"`{one.key}`" in row[1]
        assert "\0" not in row[1]
        assert one.other_key is None or f"`{one.other_key}`" in row[1]
        assert (row[-3] == "yes") is one.required
        assert (row[-2] == "yes") is one.nullable
    examples = re.findall(r"^```json\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    assert len(examples) == bool(fields)
    for example in examples:
        converters.converter.structure(json.loads(example), cls)
    first_line = cls.__doc__.strip().partition("\n")[0]
    assert section.strip().startswith(first_line.replace("``", "`"))


def test_the_wire_pages_say_when_a_key_is_left_out() -> None:
    """As the converter does it, for every class that can be made of nothing."""
    said = {}
    for name, cls in model_classes().items():
        if list_class_item(cls) is None and not any(one.required for one in wire_fields(cls)):
            written = converters.converter.unstructure(cls())
            lines = section_of(name).splitlines()
            rows = [line for line in lines if line.startswith("| `")]
            keyed = zip(wire_fields(cls), rows, strict=True)
            for one, row in ((one, row) for one, row in keyed if not one.is_rest):
                left_out = row.endswith(("| when None |", "| when UNSET |"))
                said[name, one.name] = (left_out, one.written_key in written)
    assert len(said) > 50
    assert {left_out != is_written for left_out, is_written in said.values()} == {True}
    assert "when None" in section_of("DataRow")
    assert "when None" not in section_of("DatasetDataInfo")


def test_the_wire_pages_say_what_json_has_for_a_value() -> None:
    row = section_of("DataRow")
    assert "| date and time, written like 2022-01-05 18:51:05 |" in row
    assert "| str, the upper-case value of a DataType |" in row
    assert "| `list[ImageData] \\| None` | list |" in row
    assert "| `dict[str, Any] \\| None` | object |" in row
    assert "| list, or null for an empty one |" in section_of("Dataset")
    assert "| `WorkflowGraphNode \\| None` | object |" in section_of("LabelRowMetadata")
    assert "| object or str |" in section_of("Project")


def test_the_wire_pages_say_which_of_two_keys_is_written() -> None:
    assert "`userEmail`; `user_email` (read, too)" in section_of("CollaboratorTimer")
    assert "`userEmail`; `user_email` (written)" in section_of("LabelLogParams")


@over("enum", dict.fromkeys(enum_classes().values()), name_of)
def test_the_wire_pages_show_every_member_of_an_enum(enum: Any) -> None:
    section = section_of(enum.__name__)
    for member in enum:
        wire_value = codec_of_type(enum).unstructure(member)
        names = ", ".join(f"`{name}`" for name, one in enum.__members__.items() if one is member)
        assert f"\n| {names} | `{wire_value}`" in section
    fallback = fallback_of(enum)
    last = section.strip().splitlines()[-1]
    assert ("is an error" in last) is (fallback is None)
    if fallback is not None:
        assert f"`{fallback.name}`" in last


def test_the_wire_pages_show_the_names_that_some_fields_have_for_an_enum() -> None:
    assert "| `AWS` | `1` | `AWS_S3` |" in section_of("StorageLocation")
    assert "| `VIDEO` | `video` | `VIDEO` |" in section_of("DataType")


def test_the_wire_pages_show_every_encoding_that_a_type_has() -> None:
    text = FILLED["wire/index.md"]
    for kind in (str, int, float, bool):
        assert f"| `{kind.__name__}` |" in text
    assert "| `UUID \\| None` | UUID, or the empty string |" in text


def test_the_reference_has_every_public_name_once() -> None:
    described = Counter(re.findall(r"^\.\. auto\w+:: \S*?(\w+)(?:\(\))?$", API, re.MULTILINE))
    names = {*orm_attrs.__all__, *converters.__all__}
    assert {name for name in names if described[name] != 1} == set()


# --- the build ------------------------------------------------------------------------------------


def test_projects_that_do_not_answer_are_not_linked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(DOCS)
    elsewhere = importlib.import_module("elsewhere")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        port = taken.getsockname()[1]
        monkeypatch.setattr(elsewhere, "PROJECTS", {"python": f"http://127.0.0.1:{port}/"})
        assert elsewhere.inventories(None) == {}


INVENTORY: Final = (
    b"# Sphinx inventory version 2\n# Project: python\n# Version: 3\n"
    b"# The remainder of this file is compressed using zlib.\n"
    + zlib.compress(b"datetime.datetime py:class 1 moment.html#x -\n")
)
"""What another project says about its pages."""


def test_the_pages_are_built_without_a_warning(tmp_path: Path) -> None:
    for module in ("sphinx", "myst_parser", "furo", "sphinx_copybutton"):
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"{module} is not installed")
    # A copy, which shows what the build leaves behind.
    names = ("docs", "examples", "benchmarks", "tests/payloads", "README.md", "CHANGELOG.md")
    for name in names:
        source, target = ROOT / name, tmp_path / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("_build", "__pycache__"))
        else:
            shutil.copy(source, target)
    (tmp_path / "python.inv").write_bytes(INVENTORY)
    before = set(tmp_path.rglob("*"))
    command = "-W --keep-going -n -q -b html docs docs/_build/html"
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "ORM_ATTRS_INVENTORIES": str(tmp_path),
        "ORM_ATTRS_REPOSITORY": "https://github.com/example/orm-attrs",
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *command.split()],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert (done.returncode, done.stderr) == (0, "")
    built = tmp_path / "docs" / "_build"
    after = {path for path in tmp_path.rglob("*") if path != built and built not in path.parents}
    assert after == before
    html = (built / "html" / "api" / "orm_attrs.html").read_text()
    assert 'id="orm_attrs.DataRow.title"' in html
    assert re.search("<p>The row.s title.</p>", html)
    assert '<a class="reference external" href="https://docs.python.org/3/moment.html#x"' in html
    assert "https://github.com/example/orm-attrs/edit/main/docs/api/orm_attrs.md" in html
    words = re.sub("<[^>]+>", "", html)
    assert "signed_url: str | None = None" in words
    assert "data_rows: list[DataRow] = []" in words
    assert "group_by: CollaboratorTimersGroupBy = CollaboratorTimersGroupBy.DATA_UNIT" in words
    assert not re.search("attr_dict|NOTHING", words)
    functions = (built / "html" / "api" / "converters.html").read_text()
    assert not re.search("attr_dict|NOTHING| at 0x", re.sub("<[^>]+>", "", functions))
    assert (built / "html" / "_images" / "benchmarks.svg").exists()
    index = json.loads(
        (built / "html" / "searchindex.js").read_text().partition("(")[2].rstrip(")")
    )
    assert {Path(page).stem for page in index["docnames"]} == {Path(page).stem for page in PAGES}
