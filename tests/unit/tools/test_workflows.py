"""The workflows run what `dev.py` and `tox.ini` have, on the Pythons of `pyproject.toml`."""

from __future__ import annotations

import ast
import configparser
import itertools
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[3]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
WORKFLOWS = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted(ROOT.glob(".github/workflows/*.yml"))
}
MATRIX = re.compile(r"\$\{\{ matrix\.([\w-]+) \}\}")
USES = re.compile(r"uses: (?P<name>[\w./-]+)@(?P<hash>[0-9a-f]{40}) # (?P<version>v\d+\.\d+\.\d+)")


def jobs() -> Iterator[tuple[str, dict[str, Any]]]:
    """Give each job that has steps, with its name."""
    for workflow, content in WORKFLOWS.items():
        for name, job in content["jobs"].items():
            if "steps" in job:
                yield f"{workflow}: {name}", job


def cells(job: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the values that a job runs with, once for each of its runs."""
    matrix = dict(job.get("strategy", {}).get("matrix", {}))
    more = matrix.pop("include", [])
    if not matrix:
        return more or [{}]
    found = [
        dict(zip(matrix, values, strict=True)) for values in itertools.product(*matrix.values())
    ]
    for cell in found:
        for one in more:
            if all(cell.get(key, value) == value for key, value in one.items()):
                cell.update(one)
    return found


def filled(text: str, cell: dict[str, Any]) -> str:
    return MATRIX.sub(lambda match: cell[match[1]], text)


def runs() -> Iterator[tuple[str, str, list[str], str]]:
    """Give each command that Python runs: its job, itself, the tox environments, the Python."""
    for name, job in jobs():
        for cell in cells(job):
            python = ""
            for step in job["steps"]:
                python = filled(step.get("with", {}).get("python-version", python), cell)
                if "run" in step and re.search(r"\b(py\w*|tox|pip\w*)\b", step["run"]):
                    environments = filled(step.get("env", {}).get("TOXENV", ""), cell)
                    yield name, step["run"], environments.split(",") if environments else [], python


def expanded(text: str) -> set[str]:
    """Write out what tox.ini has in braces."""
    found = set()
    for line in re.split(r"[\n,](?![^{]*\})", text):
        parts = [part.split(",") for part in re.split(r"[{}]", line.strip())]
        found |= {"".join(chosen) for chosen in itertools.product(*parts)}
    return found - {""}


def tox() -> configparser.ConfigParser:
    settings = configparser.ConfigParser(interpolation=None)
    settings.read(ROOT / "tox.ini", encoding="utf-8")
    return settings


def commands_of_dev() -> set[str]:
    """Read what `dev.py` can be asked for."""
    for node in ast.parse((ROOT / "dev.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "COMMANDS":
            return set(ast.literal_eval(node.value))
    raise AssertionError("dev.py has no COMMANDS")


def pythons() -> set[str]:
    """Give the versions of the classifiers, such as 3.11."""
    found = (re.search(r":: (3\.\d+)$", one) for one in PROJECT["project"]["classifiers"])
    return {match[1] for match in found if match}


def test_what_the_workflows_run_is_a_command_of_dev() -> None:
    found = list(runs())
    assert {run for _, run, _, _ in found} <= {f"python dev.py {it}" for it in commands_of_dev()}
    asked = [(name, environments) for name, run, environments, _ in found if run.endswith(" test")]
    assert [name for name, environments in asked if not environments] == []


def test_the_environments_of_the_workflows_exist() -> None:
    sections = tox().sections()
    known = set().union(*(expanded(name.partition(":")[2]) for name in sections))
    known |= expanded(tox()["tox"]["env_list"])
    shares = tox()["testenv"]["set_env"]
    for name, _, environments, python in runs():
        for environment in environments:
            version, _, factor = environment.partition("-")
            if re.fullmatch(r"py3\d+", version):
                assert f"py{python.replace('.', '')}" == version, name
                assert factor in {"latest", "lowest"}, name
                assert f"{environment}: SHARE" in shares, name
            else:
                assert environment in known, name


def test_the_workflows_run_all_that_the_test_command_runs() -> None:
    asked = {one for _, _, environments, _ in runs() for one in environments}
    assert expanded(tox()["tox"]["env_list"]) - asked == set()
    assert "python dev.py long" in {run for _, run, _, _ in runs()}


def test_every_python_is_tested_on_every_system_and_gets_wheels() -> None:
    job = WORKFLOWS["tests"]["jobs"]["matrix"]
    found = {(cell["os"].partition("-")[0], cell["python"]) for cell in cells(job)}
    assert found == set(itertools.product(("ubuntu", "macos", "windows"), pythons()))
    wheels = PROJECT["tool"]["cibuildwheel"]["build"].split()
    assert set(wheels) == {f"cp{version.replace('.', '')}-*" for version in pythons()}


def test_actions_are_pinned_by_hash_and_each_by_one() -> None:
    pins: dict[str, set[tuple[str, str]]] = {}
    for path in sorted(ROOT.glob(".github/workflows/*.yml")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if "uses:" in line and "uses: ./" not in line:
                match = USES.search(line)
                assert match, f"{path.name}: {line.strip()}"
                action = "/".join(match["name"].split("/")[:2])
                pins.setdefault(action, set()).add((match["hash"], match["version"]))
    assert {action: found for action, found in pins.items() if len(found) > 1} == {}


def test_jobs_may_do_no_more_than_they_say_and_end() -> None:
    for name, content in WORKFLOWS.items():
        assert content["permissions"] == {}, name
        assert content["concurrency"]["group"] == f"{name}-${{{{ github.ref }}}}"
    for name, job in jobs():
        assert job["permissions"], name
        assert job["timeout-minutes"] <= 180, name
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False, name


def test_only_what_needs_it_may_write() -> None:
    writing = {
        (name, permission)
        for name, job in jobs()
        for permission, level in job["permissions"].items()
        if level == "write"
    }
    assert writing == {
        ("release: attest", "attestations"),
        ("release: attest", "id-token"),
        ("release: publish", "id-token"),
        ("release: announce", "contents"),
        ("security: code", "security-events"),
    }


def test_nothing_is_published_that_was_not_tested_and_only_for_a_tag() -> None:
    release = WORKFLOWS["release"]["jobs"]
    for name in ("attest", "publish", "announce"):
        needs = set(release[name]["needs"])
        while needs > set() and "wheels" not in needs:
            needs |= {more for need in needs for more in release[need].get("needs", ())}
        assert {"wheels", "sources"} <= needs, name
        assert "tag" in release[name].get("if", "tag"), name
    assert {"attest", "tests"} <= set(release["publish"]["needs"])
