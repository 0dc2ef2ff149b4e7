"""The documentation says of each shape what it is in COCO and in YOLO, as the code has it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from attrs import NOTHING, fields

from converters.labels.coco.geometry import READ, READ_WORDS
from converters.labels.coco.shapes import FORMS
from converters.labels.yolo.shapes import FORMS as YOLO_FORMS
from converters.labels.yolo.shapes import WORDS, Task

PAGE = Path(__file__).resolve().parents[3] / "docs" / "coco.md"


def lines() -> Iterator[str]:
    """Give the lines of the table."""
    tasks = get_args(Task)
    of_tasks = " | ".join(f"YOLO, `{it}`" for it in tasks)
    yield f"| shape | COCO | from COCO of other tools | {of_tasks} |"
    yield f"| --- {'| --- ' * (2 + len(tasks))}|"
    for cls, form in FORMS.items():
        default = fields(cls).shape.default
        name = "any other" if default is NOTHING else f"`{default.value}`"
        nothing = "refused" if form.draw is None else "from `attributes.encord` alone"
        words = [form.words, READ_WORDS.get(cls, nothing)]
        words += [WORDS[it] if cls in YOLO_FORMS[it] else "refused" for it in tasks]
        yield f"| {name} | {' | '.join(words)} |"


def test_the_table_is_that_of_the_code() -> None:
    page = PAGE.read_text(encoding="utf-8").splitlines()
    table = list(lines())
    start = page.index(table[0])
    assert page[start : start + len(table)] == table
    assert not page[start + len(table)]


def test_each_shape_that_is_read_has_words() -> None:
    assert READ.keys() == READ_WORDS.keys()
