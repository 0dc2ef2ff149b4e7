"""Programs that run in an interpreter of their own, where nothing is imported yet."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import orm_attrs

ROOT: Final = Path(orm_attrs.__file__).parents[1]
"""Where the packages are that are tested: a checkout, or what is installed."""


def fresh(program: str) -> Any:
    """Run a program in a new interpreter and give what it prints, as JSON."""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)
