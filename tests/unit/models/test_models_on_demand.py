"""A module of models is imported when one of its names is first asked for, and not before."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path
from typing import Final
from zipfile import ZipFile

import pytest
from fresh import fresh
from loops import over

import orm_attrs
from orm_attrs._on_demand import MODULE_OF, read_stub

PACKAGE: Final = Path(orm_attrs.__file__).parent
MODULES: Final = sorted(path.stem for path in PACKAGE.glob("*.py") if path.stem != "__init__")

DEFINITIONS: Final = (ast.ClassDef, ast.FunctionDef)
ASSIGNMENTS: Final = (ast.Assign, ast.AnnAssign)


def statements(module: str) -> list[ast.stmt]:
    return ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8")).body


def defined_in(module: str) -> set[str]:
    """Give the public names that a module defines; type variables are nobody's."""
    found = set()
    for line in statements(module):
        if isinstance(line, DEFINITIONS):
            found.add(line.name)
        elif isinstance(line, ASSIGNMENTS):
            targets = line.targets if isinstance(line, ast.Assign) else [line.target]
            is_variable = isinstance(line.value, ast.Call) and "TypeVar" in ast.dump(line.value)
            found |= {ast.unparse(target) for target in targets if not is_variable}
    return {name for name in found if not name.startswith("_")}


NAMES: Final = {
    module: {name for name, it in MODULE_OF.items() if it == module}
    for module in MODULE_OF.values()
}
"""Module to the public names that it defines."""

LOADED: Final = "[name[10:] for name in sys.modules if name.startswith('orm_attrs.')]"


# --- the list of names ----------------------------------------------------------------------------


@pytest.mark.parametrize("module", [it for it in MODULES if not it.startswith("_")])
def test_every_public_name_of_a_module_is_listed(module: str) -> None:
    assert set(NAMES[module]) == defined_in(module)


@pytest.mark.parametrize("module", NAMES)
def test_a_module_defines_the_names_that_are_listed_for_it(module: str) -> None:
    assert set(NAMES[module]) <= defined_in(module)


def test_every_name_is_listed_once() -> None:
    stub = ast.parse((PACKAGE / "__init__.pyi").read_text(encoding="utf-8")).body
    imports = [it for it in stub if isinstance(it, ast.ImportFrom)]
    listed = [(name.name, name.asname, it.module) for it in imports for name in it.names]

    assert len({it.module for it in imports}) == len(imports)
    assert {name: f"orm_attrs.{module}" for name, module in MODULE_OF.items()} == {
        name: module for name, _, module in listed
    }
    assert all(name == asname for name, asname, _ in listed)
    assert sorted(orm_attrs.__all__) == sorted(name for name, _, _ in listed)


def test_the_list_is_read_in_any_layout() -> None:
    text = "from orm_attrs.a import B as B, C as C\nfrom orm_attrs._d import (\n    E as E,\n)\n"
    assert read_stub(text) == {"B": "a", "C": "a", "E": "_d"}


# --- what is imported when ------------------------------------------------------------------------


def test_importing_the_package_imports_no_models() -> None:
    assert fresh(f"import sys, json, orm_attrs; print(json.dumps({LOADED}))") == ["_on_demand"]


@pytest.mark.parametrize(
    "statement",
    [
        "from orm_attrs import DataRow",
        "import orm_attrs; orm_attrs.DataRow",
        "import orm_attrs.dataset",
        "import orm_attrs; orm_attrs.dataset.DataRow",
        "from orm_attrs import dataset",
        "import pickle; pickle.loads(b'corm_attrs.dataset\\nDataRow\\n.')",
    ],
)
def test_a_class_is_imported_with_what_it_needs_alone(statement: str) -> None:
    loaded = fresh(f"import sys, json; {statement}; print(json.dumps({LOADED}))")

    own = {"_on_demand", "_changes", "_keeper", "_masks", "_metadata"}
    assert set(loaded) == own | {"dataset", "data_type", "string_enum"}


def test_a_star_imports_every_name() -> None:
    program = "import json\nfrom orm_attrs import *\nprint(json.dumps(list(globals())))"

    assert set(orm_attrs.__all__) <= set(fresh(program))


def test_every_name_and_module_is_listed_before_it_is_imported() -> None:
    listed = fresh("import json, orm_attrs; print(json.dumps(dir(orm_attrs)))")

    assert {*orm_attrs.__all__, *NAMES, "__all__", "__doc__"} <= set(listed)
    assert listed == sorted(set(listed))


@over("name", orm_attrs.__all__)
def test_a_name_is_the_very_object_of_its_module(name: str) -> None:
    (module,) = (module for module, names in NAMES.items() if name in names)

    assert getattr(orm_attrs, name) is getattr(importlib.import_module(f"orm_attrs.{module}"), name)


@pytest.mark.parametrize("name", ["Datarow", "_masks_", "attrs", "__path_", ""])
def test_another_name_is_an_error_that_says_so(name: str) -> None:
    assert not hasattr(orm_attrs, name)
    with pytest.raises(AttributeError, match=f"^module 'orm_attrs' has no attribute '{name}'$"):
        getattr(orm_attrs, name)


# --- whoever changes modules while they are imported one by one -----------------------------------


@pytest.mark.parametrize("imported_by", ["orm_attrs.settings", "orm_attrs.CloudUploadSettings", ""])
def test_a_name_does_not_keep_what_a_test_has_put_in_its_module(imported_by: str) -> None:
    program = f"""
import json
from unittest.mock import patch
import orm_attrs
{imported_by and f"import orm_attrs.settings; {imported_by}"}
with patch("orm_attrs.settings.DEFAULT_MAX_RETRIES", -1):
    from orm_attrs import DEFAULT_MAX_RETRIES
print(json.dumps([DEFAULT_MAX_RETRIES, orm_attrs.DEFAULT_MAX_RETRIES]))
"""
    assert fresh(program) == [-1, orm_attrs.DEFAULT_MAX_RETRIES]


def test_a_name_that_a_program_sets_stays_when_its_module_is_imported() -> None:
    program = "orm_attrs.DataRow = 5; import orm_attrs.dataset; print(orm_attrs.DataRow)"

    assert fresh(f"import orm_attrs; {program}") == 5


def test_all_names_of_a_module_are_of_the_one_that_is_imported() -> None:
    program = """
import json, sys
from unittest.mock import patch
import orm_attrs
with patch.dict(sys.modules):
    orm_attrs.DataRow
import orm_attrs.dataset as again
print(json.dumps([again.DataRow is orm_attrs.DataRow, again.Dataset is orm_attrs.Dataset]))
"""
    assert fresh(program) == [True, True]


def test_the_package_is_imported_from_an_archive(tmp_path: Path) -> None:
    # Coverage takes what lies in a folder of this name for the package itself.
    archive = tmp_path / "site-packages"
    with ZipFile(archive, "w") as file:
        for path in (*PACKAGE.glob("*.py"), *PACKAGE.glob("*.pyi")):
            file.write(path, f"orm_attrs/{path.name}")
    program = f"""
import json, sys
sys.path.insert(0, {str(archive)!r})
import orm_attrs
print(json.dumps([orm_attrs.__file__, orm_attrs.DataRow.__module__]))
"""
    assert fresh(program) == [str(archive / "orm_attrs" / "__init__.py"), "orm_attrs.dataset"]
