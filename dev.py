"""Make an environment in ``.venv`` and work in it: ``python3 dev.py check|test|long|setup``.

Needs Python 3.11 or newer and a network, and nothing that is not in the standard library.
"""

from __future__ import annotations

import argparse
import configparser
import hashlib
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import venv
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
SCRIPTS = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
RESULTS = ROOT / ".tox" / "results"
COMMANDS = {
    "check": "run the main job on a payload of the examples",
    "test": "run the tests on every Python that is there",
    "long": "run the tests that take minutes each",
    "setup": "only make the environment, with all that development needs",
}
POSTGRES = """\
Without PostgreSQL, SQLite alone is tested. `apt-get install postgresql` brings it on Debian,
`brew install postgresql` on macOS. The tests start a server of their own; none needs to run."""

# Installed where Python has no pip of its own.
PIP = (
    "https://files.pythonhosted.org/packages/07/25/"
    "ee8c38ae72d66b844ce8eb9711ba905dba21ca1a8a0c960057c41cd23337/pip-26.3-py3-none-any.whl"
)
PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"

# What pytest prints: its last line, and those of `-r s`.
CLOSING = re.compile(r"^=+ (.* in [\d.]+s.*) =+$", re.MULTILINE)
COUNT = re.compile(r"(\d+) (passed|failed|skipped|errors?)\b")
SKIPPED = re.compile(r"^SKIPPED \[(\d+)\] \S+ (.*)$", re.MULTILINE)


def main() -> int:
    """Run what the arguments ask for, and give the exit status."""
    if sys.version_info < (3, 11):
        sys.exit(f"Python 3.11 or newer is needed, and this is {sys.version.split()[0]}")
    parser = argparse.ArgumentParser(prog="dev.py", description=__doc__)
    parser.add_argument(
        "command",
        choices=COMMANDS,
        help="; ".join(f"{name}: {text}" for name, text in COMMANDS.items())
        + ". Other arguments go to tox, such as -e docs",
    )
    arguments, options = parser.parse_known_args()
    if arguments.command == "check":
        install("--editable", ".[cli]")
        program = [SCRIPTS / "orm-attrs", "check", "Dataset", "examples/payloads/dataset.json"]
        return subprocess.run(program, cwd=ROOT, check=False).returncode
    if arguments.command == "setup":
        install("--editable", ".[dev]")
        print(f"Ready: {SCRIPTS / 'pytest'} runs the quick tests.")
        return 0
    install(*tox_and_plugins())
    selection = ["-m", "long"] if arguments.command == "long" else []
    return run_tox([*selection, *options], RESULTS / f"{arguments.command}.json")


def tox_and_plugins() -> list[str]:
    """Read what ``tox.ini`` asks for; its environments install everything else."""
    settings = configparser.ConfigParser(interpolation=None)
    settings.read(ROOT / "tox.ini", encoding="utf-8")
    return settings["tox"]["requires"].split()


def install(*what: str) -> None:
    """Make the environment where it is missing, and install something in it with pip."""
    python = SCRIPTS / "python"
    if not ENVIRONMENT.exists():
        venv.create(ENVIRONMENT, symlinks=os.name != "nt")
    search = "import importlib.util as u, sys; sys.exit(not u.find_spec('pip'))"
    if subprocess.run([python, "-c", search], check=False).returncode:
        if importlib.util.find_spec("ensurepip"):
            subprocess.run([python, "-m", "ensurepip"], check=True, stdout=subprocess.DEVNULL)
        else:  # Debian has it in a package of its own, python3-venv
            install_pip(python)
    quiet = ["--quiet", "--disable-pip-version-check"]
    command = [python, "-m", "pip", "install", *quiet, *what]
    subprocess.run(command, cwd=ROOT, check=True)


def install_pip(python: Path) -> None:
    """Let a pip of the package index install itself: the one whose hash stands here."""
    try:
        with urlopen(PIP) as answer:
            content = answer.read()
    except OSError as error:
        sys.exit(
            f"this Python has no pip, and none can be downloaded: {error}\n"
            "On Debian, `apt-get install python3-venv` brings one."
        )
    if hashlib.sha256(content).hexdigest() != PIP_SHA256:
        sys.exit(f"{PIP} is not what it was")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, PIP.rpartition("/")[2])
        path.write_bytes(content)
        # A wheel is an archive, and Python runs what is in one.
        subprocess.run([python, path / "pip", "install", "--quiet", path], check=True)


def run_tox(arguments: list[str], results: Path) -> int:
    """Run environments of tox and report them: one more at a time than there are cores."""
    results.parent.mkdir(parents=True, exist_ok=True)
    results.unlink(missing_ok=True)
    begin = time.monotonic()
    # Tests wait for servers and processes now and then.
    at_a_time = (os.cpu_count() or 1) + 1
    command = [SCRIPTS / "python", "-m", "tox", "run-parallel", "--parallel-no-spinner"]
    command += ["--parallel", str(at_a_time)]
    command += ["--result-json", results, *arguments]
    status = subprocess.run(command, cwd=ROOT, check=False).returncode
    if results.exists():
        environments = json.loads(results.read_text(encoding="utf-8"))["testenvs"]
        ran = {name: one for name, one in environments.items() if "result" in one}
        report(ran, time.monotonic() - begin)
    return status


def report(environments: dict[str, Any], seconds: float) -> None:
    """Print a line per environment, what was skipped and why, and the sum of the tests."""
    total: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    print("\nenvironment     result   seconds  tests")
    for name, environment in environments.items():
        result = environment["result"]
        outputs = [run["output"] for run in environment.get("test", ())]
        counts = sum(map(counts_of, outputs), Counter())
        total += counts
        for output in outputs:
            for number, reason in SKIPPED.findall(output):
                reasons[reason] += int(number)
        word = "skipped" if result["skipped"] else "ok" if result["success"] else "FAILED"
        tests = ", ".join(f"{number} {kind}" for kind, number in counts.items())
        print(f"{name:<16}{word:<8}{result['duration']:>8.1f}  {tests}")
    broken = [name for name, one in environments.items() if not one["result"]["success"]]
    if broken:
        print("\nEnvironments that failed:", ", ".join(broken))
    missing = [name for name, one in environments.items() if one["result"]["skipped"]]
    if missing:
        print("\nEnvironments skipped, because their Python is not installed:", ", ".join(missing))
    if reasons:
        print("\nTests skipped, in all environments together:")
        for reason, number in reasons.most_common():
            print(f"{number:>6}  {reason}")
    if any("PostgreSQL" in reason for reason in reasons):
        print(POSTGRES)
    failed = total["failed"] + total["errors"]
    counts = f"{total['passed']} passed, {failed} failed, {total['skipped']} skipped"
    print(f"\n{counts} in {seconds:.0f}s")


def counts_of(output: str) -> Counter[str]:
    """Read how many tests passed, failed and were skipped in the last line of pytest."""
    lines = CLOSING.findall(output)
    found = COUNT.findall(lines[-1]) if lines else []
    return Counter({"errors" if kind == "error" else kind: int(number) for number, kind in found})


if __name__ == "__main__":
    sys.exit(main())
