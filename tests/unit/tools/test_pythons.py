"""Everything that names the supported Pythons names the same ones."""

from __future__ import annotations

import configparser
import re
import tomllib
from pathlib import Path

from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[3]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PYTHONS = re.findall(
    r"Programming Language :: Python :: (3\.\d+)$",
    "\n".join(PROJECT["project"]["classifiers"]),
    re.MULTILINE,
)
"""The versions of the classifiers, from the oldest to the newest."""
OLDEST, NEWEST = PYTHONS[0], PYTHONS[-1]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def tox() -> configparser.ConfigParser:
    settings = configparser.ConfigParser(interpolation=None)
    settings.read(ROOT / "tox.ini", encoding="utf-8")
    return settings


def short(versions: list[str]) -> list[str]:
    return [version.replace(".", "") for version in versions]


def test_no_python_is_left_out_between_the_oldest_and_the_newest() -> None:
    minors = [int(version.partition(".")[2]) for version in PYTHONS]
    assert minors == list(range(minors[0], minors[-1] + 1))
    assert len(minors) >= 5


def test_what_installs_the_project_asks_for_the_oldest() -> None:
    allowed = SpecifierSet(PROJECT["project"]["requires-python"])
    assert next(iter(allowed.filter(f"3.{minor}" for minor in range(8, 28)))) == OLDEST
    major, minor = OLDEST.split(".")
    assert f"sys.version_info < ({major}, {minor})" in text("dev.py")
    assert f"Python {OLDEST} or newer is needed" in text("dev.py")


def test_the_tools_look_for_what_the_oldest_has() -> None:
    tools = PROJECT["tool"]
    assert tools["ruff"]["target-version"] == f"py{OLDEST.replace('.', '')}"
    assert tools["pyright"]["pythonVersion"] == OLDEST


def test_tox_has_environments_for_each() -> None:
    environments = tox()["tox"]["env_list"]
    for factor, versions in {"latest": PYTHONS[1:], "lowest": PYTHONS}.items():
        # `all` is the oldest with the latest dependencies.
        numbers = ",".join(version.partition(".")[2] for version in versions)
        assert f"py3{{{numbers}}}-{factor}" in environments
    shares = tox()["testenv"]["set_env"]
    for factor in ("latest", "lowest"):
        found = re.findall(rf"py(3\d+)-{factor}: SHARE", shares)
        assert found == short(PYTHONS), factor
        taken = re.findall(rf"-{factor}: SHARE = (\S+)", shares)
        assert len(set(taken)) == len(PYTHONS), "each runs another share"
    assert tox()["any"]["python"].split() == [f"python{version}" for version in PYTHONS]


def test_continuous_integration_brings_the_newest_ones() -> None:
    (brought,) = re.findall(r"^PYTHONS=\((.*)\)$", text(".ci/newest"), re.MULTILINE)
    assert brought.split() == PYTHONS[-len(brought.split()) :]


def test_the_pages_name_them() -> None:
    assert f"with Python {OLDEST} or newer" in text("README.md")
    assert f"from {OLDEST} to {NEWEST}" in text("README.md")
    assert f"- Python {OLDEST} to {NEWEST}." in text("docs/compatibility.md")
    assert f"Python {OLDEST} is the oldest that will do" in text("docs/install.md")
    assert f"need Python {OLDEST} or newer" in text("docs/tutorial.md").replace("\n", " ")
    listed = f"{', '.join(PYTHONS[:-1])} and {NEWEST}"
    assert f"CPython {listed} are tested" in text("docs/policy.md").replace("\n", " ")
    contributing = text("CONTRIBUTING.md").replace("\n", " ")
    for versions, factor in ((PYTHONS[1:], "latest"), (PYTHONS, "lowest")):
        first, last = short([versions[0], versions[-1]])
        assert f"`py{first}-{factor}` to `py{last}-{factor}`" in contributing
    assert f"there of {listed}" in contributing
