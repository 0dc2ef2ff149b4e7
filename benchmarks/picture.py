"""Draws the ratios of a run as bars: ``python -m benchmarks.picture RAW.json FILE.svg``."""

from __future__ import annotations

import argparse
import json
from html import escape
from pathlib import Path
from typing import Any, Final

from benchmarks.run import times_ours

SHOWN: Final = {
    "1000 data rows: dicts to objects": "1000 data rows, dicts to objects",
    "dataset of 100 rows x 20 images": "Dataset of 100 rows with 20 images each",
    "1000 data rows: objects to dicts": "1000 data rows, objects to dicts",
}
"""Work to the heading of its bars."""
WIDTH, LEFT, RIGHT, BAR, GAP, HEAD = 760, 190, 60, 16, 6, 34
LONGEST: Final = 8.0
"""The ratio at which a bar is cut, so that one slow library does not flatten the others."""


def draw(raw: dict[str, Any]) -> str:
    """Give the picture as SVG: one bar per library and work, shorter is faster, ours is 1."""
    parts: list[str] = []
    y = 0
    for title, heading in SHOWN.items():
        parts.append(_text(0, y + 22, heading, "b"))
        y += HEAD
        for name, ratio in sorted({"ours": 1.0, **times_ours(raw, title)}.items(), key=_by_ratio):
            length = (WIDTH - LEFT - RIGHT) * min(ratio, LONGEST) / LONGEST
            color = "#2f6f4f" if name == "ours" else "#9aa7b1"
            parts.append(_text(LEFT - 8, y + 12, name, "r"))
            parts.append(
                f'<rect x="{LEFT}" y="{y}" width="{length:.1f}" height="{BAR}" fill="{color}"/>'
            )
            mark = " »" if ratio > LONGEST else ""
            parts.append(_text(LEFT + length + 6, y + 12, f"{ratio:.2f}{mark}", "n"))
            y += BAR + GAP
        y += GAP
    parts.append(
        _text(0, y + 16, "time by ours; shorter is faster; » marks a bar that is cut", "n")
    )
    style = "text{font:12px sans-serif;fill:#333}.b{font-weight:bold}.r{text-anchor:end}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y + 26}" '
        f'viewBox="0 0 {WIDTH} {y + 26}" role="img">'
        f'<style>{style}</style><rect width="100%" height="100%" fill="#fff"/>'
        f"{''.join(parts)}</svg>\n"
    )


def _by_ratio(bar: tuple[str, float]) -> float:
    return bar[1]


def _text(x: float, y: float, text: str, kind: str) -> str:
    return f'<text x="{x:.1f}" y="{y}" class="{kind}">{escape(text)}</text>'


def main() -> None:
    """Read the raw numbers of a run and write the picture."""
    parser = argparse.ArgumentParser(prog="benchmarks.picture", description=__doc__)
    parser.add_argument("raw", type=Path)
    parser.add_argument("svg", type=Path)
    options = parser.parse_args()
    options.svg.write_text(draw(json.loads(options.raw.read_bytes())), encoding="utf-8")


if __name__ == "__main__":
    main()
