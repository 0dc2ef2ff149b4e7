"""What label rows have is counted."""

from __future__ import annotations

from typing import Any

import pytest
from label_parts import (
    answered,
    attribute,
    box,
    chosen,
    frame,
    ontology,
    question,
    row,
    shaped,
    thing,
    video,
)

from converters.labels import LabelSummary, Tally, summaries, summary

OWN = ontology(
    [
        thing(
            "car",
            "Car",
            attribute("Colour", "radio", "Red", "Blue"),
            attribute("Tags", "checklist", "Wet", "Old"),
            attribute("Size", "numeric"),
            attribute("Stars", "stars"),
            attribute("State", "radio", "Parked", "Moving", dynamic=True),
        )
    ],
    [question("weather", attribute("Weather", "text"))],
)
GIVEN = [
    answered("Colour", chosen("Red")),
    answered("Tags", chosen("Wet", "Old")),
    answered("Size", 4.5),
    answered("Stars", {"any": "thing"}),
]
STATES = [
    answered("State", chosen(it), range=[[i, i]]) for i, it in enumerate(("Parked", "Moving") * 2)
]


def a_row(**more: Any) -> Any:
    return video(
        {"0": frame(box(createdBy="ann"), shaped("point", "point", {"0": {"x": 0, "y": 0}}) | P)}
        | {str(it): frame(box()) for it in range(1, 4)},
        object_answers={
            "o": {"classifications": GIVEN},
            "p": {"classifications": [answered("Tags", [])]},
            "r": {"featureHash": "car", "shape": "audio", "range": [[0, 9]], "createdBy": "ben"},
        },
        object_actions={"o": {"actions": STATES}},
        classification_answers={
            "c": {
                "featureHash": "weather",
                "range": [[0, 3]],
                "classifications": [answered("Weather", "dark")],
            }
        },
        **more,
    )


P = {"objectHash": "p", "featureHash": "car"}


def test_rows_are_counted_by_all_that_is_in_them() -> None:
    made = summary([a_row(label_status="LABELLED"), a_row(), row()], OWN)
    assert (made.rows, made.objects, made.classifications, made.frame_objects) == (3, 6, 2, 10)
    assert made.features.largest() == [
        (("object", "car", "Car"), 6),
        (("classification", "weather", "Weather"), 2),
    ]
    assert made.frames.counts == {("object", "car", "Car"): 10}
    assert made.shapes.counts == {("bounding_box",): 2, ("point",): 2, ("audio",): 2}
    assert made.annotators.counts == {("ann",): 2, (None,): 4, ("ben",): 2}
    assert made.statuses.counts == {("LABELLED", None): 1, (None, None): 2}
    assert made.answers.counts == {
        ("Car", "Colour", "Red"): 2,
        ("Car", "Tags", "Wet"): 2,
        ("Car", "Tags", "Old"): 2,
        ("Car", "Size", "(number)"): 2,
        ("Car", "Stars", "(other)"): 2,
        ("Car", "State", "Parked"): 2,
        ("Car", "State", "Moving"): 2,
        ("Car", "Tags", "(none)"): 2,
        ("Weather", "Weather", "(text)"): 2,
    }


def test_parts_can_be_counted_apart() -> None:
    whole, one = summary([a_row(), a_row()], OWN), LabelSummary()
    for _ in range(2):
        one.plus(summary([a_row()], OWN))
    assert one == whole
    assert summary([]) == LabelSummary()


def test_no_more_than_so_many_things_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summaries, "MOST", 2)
    made = Tally()
    for name in ("a", "b", "c", "a", "d"):
        made.add((name,))
    assert (made.counts, made.more) == ({("a",): 2, ("b",): 1}, 2)
    made.plus(made)
    assert (made.counts, made.more) == ({("a",): 4, ("b",): 2}, 4)


def test_what_is_no_ontology_is_refused() -> None:
    with pytest.raises(TypeError, match="expected an ontology"):
        summary([], 5)  # type: ignore[arg-type]
