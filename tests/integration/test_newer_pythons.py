"""What came with the newest Pythons: template strings, lazy imports, interpreters with locks."""

import json
import os
import subprocess
import sys
import textwrap
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import pytest
from cases import CASE_OF, CASES
from fresh import ROOT

import converters
from orm_attrs import DataRow

pytestmark = pytest.mark.interpreter

PAYLOAD: Final = Path(__file__).resolve().parents[2] / "examples" / "payloads" / "dataset.json"

PROGRAM: Final = f"""
    payload = json.loads(open({str(PAYLOAD)!r}, encoding="utf-8").read())
    dataset = converters.converter.structure(payload, Dataset)
    assert type(dataset.data_rows[0]) is DataRow
    assert converters.converter.unstructure(dataset) == payload
    assert converters.loads(converters.dumps(dataset), Dataset) == dataset
    own = converters.make_converter(unknown="keep")
    kept = own.structure([row | {{"more": 1}} for row in payload["data_rows"]], list[DataRow])
    assert own.unstructure(kept)[0]["more"] == 1
    try:
        converters.loads("[5]", list[DataRow])
    except converters.INVALID as exc:
        assert converters.explain(exc) == ["$[0]: expected an object, got int 5"]
    assert converters.json_schema(Dataset)["title"] == "Dataset"
    assert converters.columns(DataRow)[0].name == "data_hash"
"""
"""What a service does with the models."""


def run(program: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        cwd=ROOT,
        env=os.environ | environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


@pytest.mark.skipif(sys.version_info < (3, 14), reason="template strings came with Python 3.14")
def test_a_template_string_is_no_text() -> None:
    template: Any = import_module("string.templatelib").Template("street-1.mp4")
    fields = [
        (case, key)
        for case in CASES
        for key in case.keys
        if key.expected == "str" and not key.is_body
    ]
    assert len(fields) > 50
    for case, key in fields:
        payload = case.payload | {key.key: template}
        with pytest.raises(converters.INVALID) as caught:
            converters.converter.structure(payload, case.cls)
        (problem,) = converters.problems(caught.value)
        found = (problem.where, problem.code, problem.message)
        assert found == (f"$.{key.key}", "wrong_type", "expected str, got Template")
    row = converters.converter.structure(CASE_OF[DataRow].payload, DataRow)
    row.title = template
    with pytest.raises(TypeError):
        converters.dumps(row)


@pytest.mark.skipif(sys.version_info < (3, 15), reason="lazy imports came with Python 3.15")
@pytest.mark.parametrize("mode", ["normal", "all"])
@pytest.mark.parametrize("future", ["", "from __future__ import annotations"])
def test_models_and_hooks_work_under_lazy_imports(mode: str, future: str) -> None:
    start = f"""
    {future}
    lazy import json
    lazy import converters
    lazy from attrs import define
    lazy from orm_attrs import DataRow, Dataset, Keeper
    """
    service = """
    @define
    class Batch(Keeper):
        rows: list[DataRow]
        before: Batch | None = None

    read = own.structure({"rows": payload["data_rows"], "before": {"rows": []}}, Batch)
    assert (type(read.rows[0]), type(read.before)) == (DataRow, Batch)
    assert {it.name: it.kind for it in converters.columns(Batch)} == {
        "rows": "json", "before": "json"
    }
    """
    run(start + PROGRAM + service, PYTHON_LAZY_IMPORTS=mode)


@pytest.mark.skipif(sys.version_info < (3, 14), reason="Python 3.14 made interpreters public")
def test_an_interpreter_with_a_lock_of_its_own_has_the_pure_engine() -> None:
    start = """
    import json
    import converters
    from orm_attrs import DataRow, Dataset
    """
    forced = """
    import json, os
    os.environ["ORM_ATTRS_ENGINE"] = "compiled"
    try:
        import converters
    except ImportError as exc:
        print(json.dumps(str(exc)))
    """
    program = start + PROGRAM + "    print(json.dumps(converters.engine()))\n"
    printed = run(f"""
    import concurrent.interpreters, os
    os.environ.pop("ORM_ATTRS_ENGINE", None)
    for program in ({textwrap.dedent(program)!r}, {textwrap.dedent(forced)!r}):
        other = concurrent.interpreters.create()
        other.exec(program)
        other.close()
    """)
    engine, refusal = map(json.loads, printed.splitlines())
    assert engine == "pure"
    assert refusal.startswith("ORM_ATTRS_ENGINE: the compiled engine cannot run here: module")
    assert refusal.endswith("does not support loading in subinterpreters")
