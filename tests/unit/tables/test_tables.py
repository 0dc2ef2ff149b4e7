"""The wire tables fit the models, and the packages import no more than they may."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import NoneType
from typing import Any

import attrs
import pytest
from loops import over
from strategies import name_of

import converters
import orm_attrs
from converters import converter, make_converter
from converters.tables import TABLES, wire_fields
from converters.wire.codecs import FALLBACK, codec_of_type, fallback_row, is_our_enum

PUBLIC = [getattr(orm_attrs, name) for name in orm_attrs.__all__]
CLASSES = [member for member in PUBLIC if isinstance(member, type) and attrs.has(member)]
ENUMS = list(dict.fromkeys(filter(is_our_enum, PUBLIC)))
MODULES = sorted(Path(orm_attrs.__file__).parent.glob("**/*.py"))
MODEL_MODULES = [path for path in MODULES if path.stem != "_on_demand"]
"""All but the one that imports them when they are asked for."""

ALLOWED_IMPORTS = {"attrs", "typing", "enum", "datetime", "uuid", "collections.abc"}
"""attrs, and the modules of the standard library that only hold types of data."""

each_table = over("cls", TABLES, name_of)
each_enum = over("enum", ENUMS, name_of)


# --- tables -------------------------------------------------------------------------------------


def test_every_class_has_a_table_and_every_table_a_class() -> None:
    assert set(TABLES) == set(CLASSES)


@each_table
def test_a_table_names_only_fields_of_its_class(cls: Any) -> None:
    """cattrs passes over an override whose name is misspelled, without a word."""
    table = TABLES[cls]

    assert {*table.fields, *table.required} <= attrs.fields_dict(cls).keys()


@each_table
def test_no_two_fields_of_a_class_share_a_key(cls: Any) -> None:
    fields = wire_fields(cls)
    own = [one.key for one in fields]
    # The key of another field may stand in, as `identifier` does for `annotation_hash`.
    others = [one.other_key for one in fields if one.other_key not in (None, *own)]

    assert [key for key, count in Counter((*own, *others)).items() if count > 1] == []


@each_table
def test_what_stands_in_for_a_field_is_stood_in_for_by_it(cls: Any) -> None:
    """So a payload that has one of the two has both."""
    others = {one.key: one.other_key for one in wire_fields(cls)}

    assert all(others[other] == key for key, other in others.items() if other in others)


@each_table
def test_only_fields_have_other_keys(cls: Any) -> None:
    assert TABLES[cls].other_keys.keys() <= attrs.fields_dict(cls).keys()


@each_table
def test_a_table_says_nothing_that_the_field_says_already(cls: Any) -> None:
    """A row that changes nothing makes a reader look for what it changes."""
    for name, entry in TABLES[cls].fields.items():
        codec = getattr(entry.struct_hook, "codec", None)
        assert entry.rename != name or entry.is_exact
        others = (entry.is_rest, entry.is_body, entry.unless, entry.flags, entry.limits)
        others = (*others, entry.more_keys)
        assert entry.rename or codec or any(others) or entry.omit_if_default is not None
        assert codec is None or codec is not codec_of_type(attrs.fields_dict(cls)[name].type)


@each_table
def test_a_field_has_an_encoding_for_both_directions_or_none(cls: Any) -> None:
    for entry in TABLES[cls].fields.values():
        codecs = [getattr(hook, "codec", None) for hook in (entry.struct_hook, entry.unstruct_hook)]
        assert codecs[0] is codecs[1]


# --- enums --------------------------------------------------------------------------------------


@each_enum
def test_every_member_of_an_enum_goes_to_its_value_and_back(enum: Any) -> None:
    for member in enum:
        written = converter.unstructure(member)

        assert (written, type(written)) == (member.value, type(member.value))
        assert converter.structure(written, enum) is member


@each_enum
def test_an_enum_is_read_by_its_values_and_by_nothing_else(enum: Any) -> None:
    """An enum without a hook of its own would be read as the plain ``str`` or ``int`` it is."""
    row = fallback_row(enum)
    taken = () if row is None else row.takes
    values: list[Any] = [[], {}, True, *(it for it in (1.5, None) if type(it) not in taken)]
    for wrong in values:
        with pytest.raises(TypeError, match="expected"):
            converter.structure(wrong, enum)


@pytest.mark.parametrize("name", [it for it in FALLBACK if NoneType in FALLBACK[it].takes])
def test_null_is_read_as_the_fallback_member_of_an_enum_that_has_one(name: str) -> None:
    enum = getattr(orm_attrs, name)

    assert converter.structure(None, enum) is enum[FALLBACK[name].member]


@pytest.mark.parametrize(
    "using", [make_converter(), make_converter().copy()], ids=["made", "copied"]
)
@each_enum
def test_every_converter_has_its_own_hooks_for_an_enum(enum: Any, using: Any) -> None:
    members = list(enum)

    assert using.structure(using.unstructure(members, list[enum]), list[enum]) == members


# --- imports ------------------------------------------------------------------------------------


def imports_of(path: Path) -> set[str]:
    """Give the modules that a file imports, by their full names, wherever in it it does."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} has a relative import"
            names.add(str(node.module))
    return names


@pytest.mark.parametrize("path", MODEL_MODULES, ids=lambda path: path.name)
def test_a_model_module_imports_only_data_types_and_other_models(path: Path) -> None:
    foreign = {name for name in imports_of(path) if name.partition(".")[0] != "orm_attrs"}
    sys_modules = {"sys"} if path.stem == "__init__" else set()  # where the package finds itself

    assert foreign <= ALLOWED_IMPORTS | sys_modules


def test_there_are_model_modules_to_look_at() -> None:
    assert len(MODULES) > 15
    assert any(imports_of(path) & ALLOWED_IMPORTS for path in MODULES)


def loaded_by(statement: str) -> set[str]:
    """Give the modules that a fresh interpreter loads for a statement."""
    code = f"import sys; before = set(sys.modules)\n{statement}\nprint(*set(sys.modules) - before)"
    root = Path(converters.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, check=True, capture_output=True, text=True
    )
    return set(done.stdout.split())


def test_importing_the_models_loads_neither_json_nor_a_converter() -> None:
    loaded = loaded_by("from orm_attrs import *")

    assert {"attr", "orm_attrs.workflow"} <= loaded
    assert loaded & {"json", "cattrs", "converters", "dateutil"} == set()


def test_importing_the_converters_loads_no_slow_or_optional_module() -> None:
    loaded = loaded_by("import converters")

    assert "cattrs" in loaded
    assert loaded & {"dateutil", "orjson", "msgspec"} == set()


def test_a_date_in_a_usual_form_does_not_load_dateutil() -> None:
    loaded = loaded_by(
        "import converters, orm_attrs\n"
        "for date in ('2022-01-05 18:51:05', '2022-01-05T18:51:05.123456Z'):\n"
        "    converters.converter.structure({'created_at': date}, orm_attrs.Project)"
    )

    assert loaded & {"dateutil"} == set()
