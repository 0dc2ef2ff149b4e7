"""Look for known vulnerabilities in what the package and its development install.

    python tools/audit.py [--offline]

Audited are the lowest and the newest versions of everything that `pyproject.toml` asks for, with
what those install in turn, on the oldest and the newest Python; what `tox.ini` pins; and the pip of
`dev.py`. pip-audit asks OSV about each version; `tools/advisories.toml` is asked too, alone where
OSV cannot be reached. The exit status is 1 when something has a known vulnerability.
"""

from __future__ import annotations

import argparse
import re
import socket
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Final, TypeAlias

from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).resolve().parents[1]
OSV: Final = "api.osv.dev"

# A pin of a requirements file, of tox.ini behind its factors, or in the name of pip's wheel.
PIN: Final = re.compile(r"^\s*(?:[!\w{},-]+:\s+)?([\w.-]+)(?:\[[\w,]+\])?==([\w.+]+)", re.MULTILINE)
PIP: Final = re.compile(r"/(pip)-([\d.]+)-py3")
PYTHON: Final = re.compile(r"Python :: (3\.\d+)")

Pin: TypeAlias = tuple[str, str]
"""The name of a package, as the package index spells it, and a version."""
Advisories: TypeAlias = dict[str, dict[str, list[str]]]
"""By package: which versions have a vulnerability, and how it is called."""


def pins_in(text: str) -> set[Pin]:
    """Read the versions that a file pins."""
    found = PIN.findall(text) + PIP.findall(text)
    return {(canonicalize_name(name), version) for name, version in found}


def known(pins: Iterable[Pin], advisories: Advisories) -> list[str]:
    """Say which of the versions have a vulnerability that the advisories know."""
    return [
        f"{name} {version}: {', '.join(names)} (in {versions})"
        for name, version in sorted(pins)
        for versions, names in advisories.get(name, {}).items()
        if SpecifierSet(versions).contains(version, prereleases=True)
    ]


def installed(project: Path, resolution: str, python: str) -> set[Pin]:
    """Resolve what a project with all extras installs, and what builds it.

    Args:
        project: Its ``pyproject.toml``.
        resolution: Of what it asks for itself, ``lowest-direct`` or ``highest`` versions.
        python: A version such as 3.11.
    """
    with tempfile.TemporaryDirectory() as folder:
        build = Path(folder, "build.txt")
        content = tomllib.loads(project.read_text(encoding="utf-8"))
        build.write_text("\n".join(content["build-system"]["requires"]), encoding="utf-8")
        command = ["uv", "pip", "compile", project, build, "--all-extras", "--quiet"]
        command += ["--resolution", resolution, "--python-version", python, "--no-annotate"]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    return pins_in(done.stdout)


def ask_osv(pins: Iterable[Pin]) -> bool:
    """Let pip-audit ask OSV about versions; False when something has a vulnerability."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "pins.txt")
        file.write_text("".join(f"{name}=={version}\n" for name, version in sorted(pins)), "utf-8")
        command = [sys.executable, "-m", "pip_audit", "--requirement", file, "--no-deps"]
        command += ["--disable-pip", "--vulnerability-service", "osv", "--progress-spinner", "off"]
        return subprocess.run(command, check=False).returncode == 0


def can_be_reached(host: str) -> bool:
    """Tell whether a host takes connections."""
    try:
        socket.create_connection((host, 443), timeout=10).close()
    except OSError:
        return False
    return True


def main() -> int:
    """Audit everything, and give the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--offline", action="store_true", help="do not ask OSV")
    arguments = parser.parse_args()
    advisories = tomllib.loads((ROOT / "tools/advisories.toml").read_text(encoding="utf-8"))
    project = ROOT / "pyproject.toml"
    pythons = PYTHON.findall(project.read_text(encoding="utf-8"))
    audited = {
        name: pins_in((ROOT / name).read_text(encoding="utf-8")) for name in ("tox.ini", "dev.py")
    }
    for resolution in ("lowest-direct", "highest"):
        for python in (pythons[0], pythons[-1]):
            audited[f"{resolution}, Python {python}"] = installed(project, resolution, python)
    asks = not arguments.offline and can_be_reached(OSV)
    is_good = True
    for name, pins in audited.items():
        found = known(pins, advisories)
        print(f"{name}: {len(pins)} versions, {len(found)} known vulnerabilities")
        print("".join(f"  {one}\n" for one in found), end="", flush=True)
        is_good = is_good and not found
        if asks:
            # One version of each at a time: pip-audit takes no two.
            rest = sorted(pins)
            while rest:
                batch = dict(rest)
                rest = sorted(set(rest) - set(batch.items()))
                is_good = ask_osv(batch.items()) and is_good
    if not asks:
        print(f"{OSV} was not asked: only the vulnerabilities of tools/advisories.toml are known")
    return not is_good


if __name__ == "__main__":
    sys.exit(main())
