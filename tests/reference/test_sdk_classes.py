"""Every difference between the classes of the reference and ours is explained."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("encord")


def test_the_script_explains_every_difference_to_the_installed_version() -> None:
    script = Path(__file__).resolve().parents[2] / "tools" / "compare_sdk.py"
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)

    assert [line for line in done.stdout.splitlines() if line.startswith("?")] == []
    assert done.returncode == 0, done.stderr
