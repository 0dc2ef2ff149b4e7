"""Whoever follows the tutorial to the letter sees what it shows."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import pytest
from attrs import frozen
from service_process import PATIENCE, ROOT, SCRIPTS, wait_for_port

pytestmark = pytest.mark.skipif(
    not all(map(find_spec, ("fastapi", "uvicorn"))) or shutil.which("curl") is None,
    reason="the tutorial needs fastapi, uvicorn and curl",
)

TUTORIAL: Final = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
BLOCK: Final = re.compile(
    r"^(?:% file (\S+)\n)?```(\w+)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL
)


@frozen
class Step:
    """What a reader does next: save a file, or run commands."""

    file: str | None
    """The name of the file. None where the text are commands."""
    language: str
    text: str


STEPS: Final = [Step(*found) for found in BLOCK.findall(TUTORIAL)]


def is_server(step: Step) -> bool:
    return "uvicorn service:app" in step.text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the environment that the first step makes."""
    scripts = tmp_path / ".venv" / "bin"
    scripts.mkdir(parents=True)
    python = scripts / "python"
    python.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    return tmp_path


def shown(block: str, folder: Path, port: int | None) -> tuple[str, str]:
    """Run the commands of a block, and give what they print and what the block says."""
    printed = ""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command = part.partition("\n")[0]
        printed += f"$ {command}\n"
        if port is not None:
            command = command.replace(":8000/", f":{port}/")
        done = subprocess.run(
            ["bash", "-euc", command],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        printed += done.stdout if not done.stdout or done.stdout[-1] == "\n" else f"{done.stdout}\n"
    return printed, block


def test_the_first_step_installs_what_the_others_import() -> None:
    (setup, server) = [step for step in STEPS if step.language == "sh"]
    assert "'../orm-attrs[fastapi]' uvicorn" in setup.text
    assert is_server(server)


def test_the_tutorial_shows_what_happens(folder: Path) -> None:
    process: subprocess.Popen[bytes] | None = None
    port: int | None = None
    log = folder / "service.log"
    try:
        for step in STEPS[1:]:
            if step.file:
                (folder / step.file).write_text(step.text, encoding="utf-8")
            elif is_server(step):
                program, *arguments = shlex.split(step.text.replace("--port 8000", "--port 0"))
                server = str(shutil.which(Path(program).name, path=SCRIPTS))
                with log.open("wb") as output:
                    process = subprocess.Popen(
                        [server, *arguments], cwd=folder, stdout=output, stderr=subprocess.STDOUT
                    )
                port = wait_for_port(process, log)
            else:
                printed, said = shown(step.text, folder, port)
                assert printed == said
    finally:
        if process is not None:
            process.kill()
            process.wait(PATIENCE)
    assert port is not None
