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
    assert {ProjectWorkflowSettings, WorkflowStage} <= set(UNIONS)
    assert len(UNIONS) == len(list(UNIONS))


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


USES: Final = {
    "own.structure([], list[orm_attrs.DataRow])": {"dataset"},
    "own.structure([], list[Mine])": {"label_log"},
    "converters.plan(orm_attrs.Page[Mine], converter=own)": {"label_log", "page"},
    "own.get_structure_hook(orm_attrs.WorkflowStage)": {"workflow"},
    "own.get_unstructure_hook(orm_attrs.ProjectUser)": {"project_user"},
    "converters.json_schema(orm_attrs.Model, converter=own)": {"model"},
}
"""What is done with a class, and the modules of tables that it takes."""


@pytest.mark.parametrize("order", [1, pytest.param(-1, marks=pytest.mark.exhaustive)])
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
def test_a_class_imports_the_tables_that_it_needs(converter: str, order: int) -> None:
    uses = list(USES)[::order]
    program = f"""
import json, sys
import attrs, cattrs, converters, orm_attrs
from cattrs.preconf.json import make_converter as json_converter

def configured(own):
    converters.configure_converter(own)
    return own

own = {converter}

@attrs.define
class Mine(orm_attrs.LabelLog):
    more: int = 0

loaded = []
for use in {uses}:
    eval(use)
    loaded.append([it[18:] for it in sys.modules if it.startswith("converters.tables.")])
print(json.dumps(loaded))
"""
    expected: set[str] = set()
    for use, loaded in zip(uses, fresh(program), strict=True):
        expected |= USES[use]
        assert set(loaded) == expected, use


# --- enums whose modules come later ---------------------------------------------------------------

ENUMS: Final = ("WorkflowStageType", "CvatReviewMode", "SpaceType", "DatasetScope", "Action")
"""One of each kind: mixed with str, on each base of ours, plain, and mixed with int."""


PRECONFS: Final = ("json", "orjson", "pyyaml", "bson", "tomlkit")


@pytest.mark.parametrize(
    "before",
    [
        "",
        pytest.param("hook(str)", marks=pytest.mark.exhaustive),
        "hook(Enum)",
        pytest.param("hook(int)", marks=pytest.mark.exhaustive),
        pytest.param("hook(orm_attrs.StringEnum)", marks=pytest.mark.exhaustive),
        pytest.param("hook(orm_attrs.CamelStrEnum)", marks=pytest.mark.exhaustive),
    ],
)
def test_an_enum_looks_the_same_on_a_converter_that_was_made_before_it(before: str) -> None:
    for preconf in PRECONFS:
        pytest.importorskip(f"cattrs.preconf.{preconf}")
    program = f"""
import json
from enum import Enum
from importlib import import_module
import converters, orm_attrs

class Service(str, Enum):
    A = "a"

def seen(own):
    enums = [getattr(orm_attrs, name) for name in {ENUMS}]
    written = [own.unstructure(member) for enum in enums for member in enum]
    members = [member for enum in enums for member in enum]
    read = [own.structure(it.value, type(it)) is it for it in members]
    theirs = [own.unstructure(Service.A), own.structure("a", Service)]
    return [[type(it).__name__, it] for it in written], read, [str(it) for it in theirs]

def make_all():
    made = []
    for preconf in {PRECONFS}:
        own = import_module("cattrs.preconf." + preconf).make_converter()
        def hook(kind):
            own.register_structure_hook(kind, lambda value, _: "theirs")
            own.register_unstructure_hook(kind, lambda value: "theirs")
        {before}
        converters.configure_converter(own)
        made.append(own)
    return made

made_before = make_all()
print(json.dumps([[seen(own) for own in made_before], [seen(own) for own in make_all()]]))
"""
    firsts, seconds = fresh(program)
    for preconf, first, second in zip(PRECONFS, firsts, seconds, strict=True):
        assert first == second, preconf
        assert all(first[1]), preconf
        assert {kind for kind, _ in first[0]} == {"str", "int"}, preconf


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
def test_a_hook_registered_later_for_a_base_leaves_our_enums_alone(first: str) -> None:
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
print(json.dumps([repr(own.structure(value, enum)) for enum, value in read]))
"""
    assert fresh(program) == [
        "<ProjectType.WORKFLOW: 'workflow'>",
        "<Action.ADD: 0>",
        "<SpaceType.VIDEO: 'video'>",
    ]


def test_a_predicate_that_is_registered_later_wins_for_enums_that_are_not_imported_yet() -> None:
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
    assert fresh(program) == "theirs"


def test_tools_that_pack_programs_find_all_tables() -> None:
    finder = ModuleFinder(path=[str(ROOT)])
    finder.import_hook("converters.tables")
    assert {f"converters.tables.{name}" for name in MODULES} <= set(finder.modules)
