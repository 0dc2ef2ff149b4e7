"""The table of a class is imported when the class is first met, on whatever converter."""

from __future__ import annotations

from modulefinder import ModuleFinder
from pathlib import Path
from typing import Any, Final

import pytest
from fresh import ROOT, fresh

import orm_attrs
from converters import tables
from converters.tables import MODULES, TABLES, UNIONS
from orm_attrs import DataRow, ProjectWorkflowSettings, WorkflowStage, _on_demand

LOADED: Final = (
    "import sys, json\n"
    "print(json.dumps([it[18:] for it in sys.modules if it.startswith('converters.tables.')]))"
)


# --- the tables together --------------------------------------------------------------------------


def test_every_file_of_tables_is_listed_and_has_a_module_of_models() -> None:
    files = {path.stem for path in Path(tables.__file__).parent.glob("*.py")}

    assert files - {"__init__", "versions"} == set(MODULES)
    assert set(MODULES) <= _on_demand.MODULES


def test_a_table_is_found_by_its_class_and_by_going_through_all() -> None:
    assert TABLES[DataRow] is dict(TABLES)[DataRow]
    assert len(TABLES) == len(set(TABLES)) == len(list(TABLES)) > 100
    assert set(UNIONS) == {ProjectWorkflowSettings, WorkflowStage}
    assert len(UNIONS) == 2


@pytest.mark.parametrize(
    "kind",
    [
        int,
        list[int],
        orm_attrs.DataType,
        orm_attrs.LabelStatus,
        DataRow | None,
        DataRow | int,
        "text",
        5,
        None,
    ],
)
def test_what_has_no_row_is_in_no_table(kind: Any) -> None:
    assert kind not in TABLES
    assert UNIONS.get(kind) is None
    with pytest.raises(KeyError):
        TABLES[kind]


# --- when it is imported --------------------------------------------------------------------------


def test_importing_the_converters_imports_no_table_and_no_class_that_has_one() -> None:
    program = (
        "import sys, json, attrs, converters\n"
        "from orm_attrs import Keeper\n"
        "print(json.dumps([it.__module__ for it in Keeper.__subclasses__()]))"
    )

    assert fresh(f"import converters\n{LOADED}") == []
    assert fresh(program) == ["orm_attrs._changes"]


@pytest.mark.parametrize(
    "converter",
    [
        "converters.converter",
        "converters.make_converter(unknown='keep')",
        "converters.make_converter().copy()",
        "configured(cattrs.Converter())",
        "configured(json_converter())",
    ],
)
@pytest.mark.parametrize(
    ("use", "modules"),
    [
        ("own.structure([], list[orm_attrs.DataRow])", ["dataset"]),
        ("own.structure([], list[Mine])", ["label_log"]),
        ("converters.plan(orm_attrs.Page[Mine], converter=own)", ["label_log", "page"]),
        ("own.get_structure_hook(orm_attrs.WorkflowStage)", ["workflow"]),
        ("own.get_unstructure_hook(orm_attrs.ProjectUser)", ["project_user"]),
        ("converters.json_schema(orm_attrs.Model, converter=own)", ["model"]),
    ],
)
def test_a_class_imports_the_tables_that_it_needs(
    converter: str, use: str, modules: list[str]
) -> None:
    program = f"""
import attrs, cattrs, converters, orm_attrs
from cattrs.preconf.json import make_converter as json_converter

def configured(own):
    converters.configure_converter(own)
    return own

own = {converter}

@attrs.define
class Mine(orm_attrs.LabelLog):
    more: int = 0

{use}
{LOADED}
"""
    assert sorted(fresh(program)) == modules


# --- enums whose modules come later ---------------------------------------------------------------

ENUMS: Final = ("WorkflowStageType", "CvatReviewMode", "SpaceType", "DatasetScope", "Action")
"""One of each kind: mixed with str, on each base of ours, plain, and mixed with int."""


@pytest.mark.parametrize("preconf", ["json", "orjson", "pyyaml", "bson", "tomlkit"])
@pytest.mark.parametrize(
    "before",
    [
        "",
        "hook(str)",
        "hook(Enum)",
        "hook(int)",
        "hook(orm_attrs.StringEnum)",
        "hook(orm_attrs.CamelStrEnum)",
    ],
)
def test_an_enum_looks_the_same_on_a_converter_that_was_made_before_it(
    preconf: str, before: str
) -> None:
    pytest.importorskip(f"cattrs.preconf.{preconf}")
    program = f"""
import json
from enum import Enum
from cattrs.preconf.{preconf} import make_converter
import converters, orm_attrs

def hook(kind):
    own.register_structure_hook(kind, lambda value, _: "theirs")
    own.register_unstructure_hook(kind, lambda value: "theirs")

class Service(str, Enum):
    A = "a"

def seen(own):
    enums = [getattr(orm_attrs, name) for name in {ENUMS}]
    written = [own.unstructure(member) for enum in enums for member in enum]
    members = [member for enum in enums for member in enum]
    read = [own.structure(it.value, type(it)) is it for it in members]
    theirs = [own.unstructure(Service.A), own.structure("a", Service)]
    return [[type(it).__name__, it] for it in written], read, [str(it) for it in theirs]

own = make_converter()
{before}
converters.configure_converter(own)
first = seen(own)
own = make_converter()
{before}
converters.configure_converter(own)
print(json.dumps([first, seen(own)]))
"""
    first, second = fresh(program)
    assert first == second
    assert all(first[1])
    assert {kind for kind, _ in first[0]} == {"str", "int"}


def test_a_table_is_about_the_classes_that_the_package_has() -> None:
    """Also when its module comes after a test has put ``sys.modules`` back as it was."""
    program = """
import json, sys
from unittest.mock import patch
import converters, orm_attrs
from converters.tables import TABLES
with patch.dict(sys.modules):
    orm_attrs.DataRow
print(json.dumps([orm_attrs.DataRow in TABLES, orm_attrs.Dataset in TABLES]))
"""
    assert fresh(program) == [True, True]


@pytest.mark.parametrize("first", ["orm_attrs.ProjectType, orm_attrs.Action", ""])
def test_a_hook_registered_later_for_a_base_is_for_our_enums_too(first: str) -> None:
    """Also on a converter that has a hook for Enum, as those of older cattrs have."""
    program = f"""
import json
from enum import Enum, IntEnum
import cattrs, converters, orm_attrs
{first}
own = cattrs.Converter()
own.register_structure_hook(Enum, lambda value, _: "replaced")
converters.configure_converter(own)
own.register_structure_hook(str, lambda value, _: "text")
own.register_structure_hook(IntEnum, lambda value, _: "number")
read = [(orm_attrs.ProjectType, "workflow"), (orm_attrs.Action, 0), (orm_attrs.SpaceType, "video")]
print(json.dumps([str(own.structure(value, enum)) for enum, value in read]))
"""
    assert fresh(program) == ["text", "number", "SpaceType.VIDEO"]


def test_what_stands_for_our_enums_by_class_is_never_ambiguous() -> None:
    """A predicate that is registered later would else come before a hook by class."""
    program = """
import json
from enum import Enum
import cattrs, converters, orm_attrs
own = cattrs.Converter()
own.register_structure_hook(Enum, lambda value, _: "replaced")
own.register_structure_hook(orm_attrs.StringEnum, lambda value, _: "replaced")
converters.configure_converter(own)
own.register_structure_hook_func(lambda kind: kind is orm_attrs.SpaceType, lambda *_: "theirs")
print(json.dumps(str(own.structure("video", orm_attrs.SpaceType))))
"""
    assert fresh(program) == "SpaceType.VIDEO"


def test_tools_that_pack_programs_find_all_tables() -> None:
    finder = ModuleFinder(path=[str(ROOT)])
    finder.import_hook("converters.tables")
    assert {f"converters.tables.{name}" for name in MODULES} <= set(finder.modules)
