"""Every code block of the README does what it says."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from platform_server import Platform

from converters.cli.commands import main
from orm_attrs import Dataset, DataType

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
PAYLOADS = ROOT / "examples" / "payloads"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_no_block_is_left_out() -> None:
    languages = re.findall(r"^```(\w+)$", README, re.MULTILINE)
    assert set(languages) == {"python", "sh", "console"}
    assert README.count("```") == 2 * len(languages)


def test_the_python_blocks_run_one_after_the_other() -> None:
    dataset = json.loads((PAYLOADS / "dataset.json").read_text())
    names: dict[str, Any] = {
        "payload": dataset["data_rows"][0],
        "text": json.dumps(dataset["data_rows"]),
        "broken_payload": json.loads((PAYLOADS / "broken_dataset.json").read_text()),
        "upload_text": json.dumps({"rows": dataset["data_rows"]}),
        "Dataset": Dataset,
        "DataType": DataType,
        "__name__": "readme",
    }
    with Platform(*dataset["data_rows"]) as platform:
        names["url"] = platform.url
        for block in blocks("python"):
            exec(compile(block, "README.md", "exec"), names)


def test_the_command_prints_what_the_console_block_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (block,) = [block for block in blocks("console") if block.startswith("$ ")]
    command, _, output = block.removeprefix("$ ").partition("\n")
    result = CliRunner().invoke(main, shlex.split(command)[1:])
    assert (result.output, result.exit_code) == (output, 1)


def test_continuous_integration_runs_the_test_command() -> None:
    (command,) = [block.strip() for block in blocks("console") if not block.startswith("$ ")]
    script = (ROOT / ".ci" / "run").read_text()
    assert re.search(rf"^{re.escape(command)}\b", script, re.MULTILINE)


@pytest.mark.install
def test_the_shell_block_sets_up_a_fresh_checkout_and_runs_the_main_job(tmp_path: Path) -> None:
    """In a copy of what git tracks, with nothing but a Python."""
    files = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout.split("\0")
    for file in filter(None, files):
        target = tmp_path / file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, target)
    (main_job,) = blocks("sh")
    base = Path(sys.base_prefix) / "bin"
    environment = {"PATH": f"{base}{os.pathsep}{os.environ['PATH']}", "HOME": os.environ["HOME"]}
    done = subprocess.run(
        ["bash", "-euc", main_job],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout == "Dataset: 1 good, 0 bad\n"
