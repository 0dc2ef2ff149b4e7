"""Every code block of the README does what it says."""

import os
import re
import shutil
import subprocess
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_no_block_is_left_out() -> None:
    languages = re.findall(r"^```(\w+)$", README, re.MULTILINE)
    assert languages == ["python", "text", "sh", "console"]
    assert README.count("```") == 2 * len(languages)


def test_the_example_prints_what_stands_below_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    (example,), (output,) = blocks("python"), blocks("text")
    exec(compile(example, "README.md", "exec"), {"__name__": "readme"})
    assert capsys.readouterr().out == output


def test_every_page_that_the_readme_names_is_there() -> None:
    pages = re.findall(r"\]\((docs/[^)#]+)\)", README)
    assert len(pages) > 10
    assert [page for page in pages if not (ROOT / page).exists()] == []


def test_continuous_integration_runs_the_test_command() -> None:
    (command,) = [block.strip() for block in blocks("console")]
    script = (ROOT / ".ci" / "run").read_text()
    assert re.search(rf"^{re.escape(command)}\b", script, re.MULTILINE)


def test_every_version_in_the_changelog_has_its_day_but_the_next_one() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert re.fullmatch(r"(Unreleased: )?\d+\.\d+\.\d+( - \d{4}-\d\d-\d\d)?", headings[0])
    dated = [heading.split(" - ") for heading in headings if not heading.startswith("Unreleased")]
    assert [len(heading) for heading in dated] == [2] * len(dated)
    days = [day for _, day in dated]
    assert days == sorted(days, reverse=True)
    assert all(date.fromisoformat(day) for day in days)
    assert dated[0][0] == version("orm-attrs")


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
