"""What is installed has no vulnerability that is known, and the audit would say so."""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[3]
ADVISORIES = tomllib.loads((ROOT / "tools/advisories.toml").read_text(encoding="utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def load(path: str) -> ModuleType:
    """Import a program of the project, which is in no package."""
    spec = importlib.util.spec_from_file_location(Path(path).stem, ROOT / path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


audit = load("tools/audit.py")


def floors() -> set[tuple[str, str]]:
    """Give the lowest versions that pyproject.toml allows."""
    project = PROJECT["project"]
    asked = [*PROJECT["build-system"]["requires"], *project["dependencies"]]
    asked += [one for extra in project["optional-dependencies"].values() for one in extra]
    return {
        (canonicalize_name(requirement.name), one.version)
        for requirement in map(Requirement, asked)
        for one in requirement.specifier
        if one.operator in {">=", "=="}
    }


def lowest(pins: set[tuple[str, str]]) -> dict[str, Version]:
    """Give the lowest version of each name; newer Pythons may need another."""
    found: dict[str, Version] = {}
    for name, version in pins:
        found[name] = min(Version(version), found.get(name, Version(version)))
    return found


def test_no_lowest_version_has_a_known_vulnerability() -> None:
    assert len(floors()) > 30
    assert audit.known(floors(), ADVISORIES) == []


def test_what_tox_and_dev_pin_has_no_known_vulnerability() -> None:
    pins = {name: audit.pins_in((ROOT / name).read_text("utf-8")) for name in ("tox.ini", "dev.py")}
    assert {name for name, _ in pins["dev.py"]} == {"pip"}
    assert {"litestar", "mypy", "encord", "psycopg"} <= {name for name, _ in pins["tox.ini"]}
    assert audit.known(pins["tox.ini"] | pins["dev.py"], ADVISORIES) == []


def test_the_lowest_versions_that_are_tested_are_those_that_are_allowed() -> None:
    lines = (ROOT / "tox.ini").read_text("utf-8").splitlines()
    tested = lowest(audit.pins_in("\n".join(line for line in lines if "lowest:" in line)))
    allowed = lowest(floors())
    assert len(tested) > 20
    assert {name: one for name, one in tested.items() if allowed.get(name, one) != one} == {}


@pytest.mark.parametrize(
    ("version", "is_known"),
    [("1.9", False), ("2.0", True), ("2.4.9", True), ("2.5rc1", False), ("2.5", False)],
)
def test_a_version_is_told_when_it_is_one_of_those_with_a_vulnerability(
    version: str, is_known: bool
) -> None:
    advisories = {"some-package": {">=2,<2.5": ["CVE-1", "CVE-2"]}}
    pins = audit.pins_in(f"other==1\nSome_Package[extra]=={version}  # comment")
    sentence = f"some-package {version}: CVE-1, CVE-2 (in >=2,<2.5)"
    assert audit.known(pins, advisories) == [sentence] * is_known


def test_pip_is_installed_only_when_it_is_the_one_that_is_known(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import io

    dev = load("dev.py")
    monkeypatch.setattr(dev, "urlopen", lambda _: io.BytesIO(b"another"))
    monkeypatch.setattr(dev.subprocess, "run", lambda *_, **__: pytest.fail("it is run"))
    with pytest.raises(SystemExit, match="is not what it was"):
        dev.install_pip(tmp_path)


def test_the_advisories_can_be_read() -> None:
    for name, entries in ADVISORIES.items():
        assert canonicalize_name(name) == name
        for versions, names in entries.items():
            assert str(SpecifierSet(versions))
            assert all(one.startswith(("CVE-", "GHSA-", "PYSEC-")) for one in names), name
