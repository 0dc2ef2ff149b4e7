"""Feeds hostile inputs to the library, and says what does not hold.

Run in the folder of the tests::

    python -m fuzz --count 1000000 --seed 1

Each input has a number; ``--only 1234`` with the same seed repeats the one, and shows it.
"""

from __future__ import annotations

import argparse
import sys
import traceback
import warnings
from random import Random
from typing import Any

from fuzz.checks import JSON_ENGINED, Checks, columns_of, memory
from fuzz.inputs import Inputs
from fuzz.outcomes import FindingError, shown

COUNT = 20_000

MOST_MEGABYTES = 600.0
"""What the whole run may add to the memory of the process."""

MOST_FINDINGS = 200


def feed(checks: Checks, seed: int, number: int, *, show: bool = False) -> None:
    """Make one input and check it.

    Raises:
        FindingError: When something does not hold for it.
    """
    inputs = Inputs(Random(f"{seed}:{number}"))
    luck = inputs.random.randrange(20)
    given: Any
    if luck < 9:
        kind = inputs.kind()
        given = inputs.payload(kind)
        _show(show, "payload", kind, given)
        checks.structure(given, kind, inputs.random.randrange(1000))
    elif luck < 14:
        kind = inputs.kind()
        given = inputs.text(kind)
        name = inputs.random.choice(list(JSON_ENGINED))
        _show(show, f"text, {name}", kind, given)
        checks.loads(given, kind, name)
    elif luck < 19:
        kind = inputs.model()
        given = inputs.obj(kind)
        _show(show, "object", kind, given)
        checks.unstructure(given, kind)
    else:
        kind = inputs.model()
        columns = columns_of(kind)
        payload = inputs.payload(kind)
        if isinstance(payload, dict):
            columns = [key for key in payload if isinstance(key, str)]
            given = [payload[key] for key in columns]
        else:
            given = [payload] * len(columns)
        _show(show, f"row {columns}", kind, given)
        checks.row(given, columns, kind)


def _show(wanted: bool, what: str, kind: Any, given: Any) -> None:
    if wanted:
        print(f"{what} for {kind}: {shown(given)}")


def run(seed: int, count: int, start: int = 0) -> tuple[Checks, dict[str, list[int]]]:
    """Feed so many inputs.

    Returns:
        What was done, and what was found: each sentence, and the numbers of its inputs.
    """
    checks = Checks()
    findings: dict[str, list[int]] = {}
    for number in range(start, start + count):
        try:
            feed(checks, seed, number)
        except FindingError as finding:
            findings.setdefault(str(finding), []).append(number)
            if len(findings) >= MOST_FINDINGS:
                break
    return checks, findings


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Feed hostile inputs to the library.")
    parser.add_argument("--count", type=int, default=COUNT, help="how many inputs")
    parser.add_argument("--seed", type=int, default=None, help="of the inputs; random by default")
    parser.add_argument("--start", type=int, default=0, help="number of the first input")
    parser.add_argument("--only", type=int, default=None, help="repeat the input of this number")
    options = parser.parse_args()
    seed = Random().randrange(2**32) if options.seed is None else options.seed
    warnings.simplefilter("error")
    if options.only is not None:
        try:
            feed(Checks(), seed, options.only, show=True)
        except FindingError:
            traceback.print_exc()
            return 1
        return 0
    print(f"seed {seed}, {options.count} inputs from number {options.start}", flush=True)
    before = memory()
    checks, findings = run(seed, options.count, options.start)
    grown = memory() - before
    for what in sorted(checks.count):
        print(f"{checks.count[what]:10} {what}")
    print(f"{grown:10.0f} MB more memory than before")
    for finding, numbers in findings.items():
        print(f"{len(numbers):6} x {finding}  (--seed {seed} --only {numbers[0]})")
    if grown > MOST_MEGABYTES:
        print(f"more memory than the {MOST_MEGABYTES:.0f} MB that it may take")
        return 1
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
