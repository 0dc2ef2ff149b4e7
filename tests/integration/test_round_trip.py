"""What is written is read back as the same object, as JSON text and in every container."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import datetime, timedelta, timezone
from enum import Enum
from typing import Any, Optional

import attrs
import pytest
from chosen import by_kind
from hypothesis import given
from hypothesis import strategies as st
from loops import over
from strategies import (
    CLASSES,
    ENUMS,
    LIST_CLASSES,
    differences,
    drawn,
    examples,
    instances,
    name_of,
    payloads,
)

from converters import converter
from converters.engines.containers import list_class_item


@by_kind("kind", CLASSES)
@drawn(25, data=st.data())
def test_an_object_is_read_back_as_it_was(kind: Any, data: st.DataObject) -> None:
    """All values come back, each of the type it had, and also through JSON text."""
    x = data.draw(instances(kind))
    before = copy.deepcopy(x)
    payload = converter.unstructure(x, kind)
    as_written = copy.deepcopy(payload)
    assert differences(converter.structure(payload, kind), x) == []
    text = json.dumps(payload, allow_nan=False)
    assert differences(converter.structure(json.loads(text), kind), x) == []
    assert differences(payload, as_written) == [], "structure changed its input"
    assert differences(x, before) == [], "unstructure changed its input"


@by_kind("kind", CLASSES)
@drawn(15, data=st.data())
def test_a_payload_survives_being_read(kind: Any, data: st.DataObject) -> None:
    """A payload in any accepted form is left as it was, and what it says is written again."""
    payload = data.draw(payloads(kind))
    before = copy.deepcopy(payload)
    x = converter.structure(payload, kind)
    assert differences(payload, before) == []
    assert differences(converter.structure(converter.unstructure(x, kind), kind), x) == []


@by_kind("kind", CLASSES)
@drawn(10, data=st.data())
def test_objects_are_read_back_out_of_containers(kind: Any, data: st.DataObject) -> None:
    """Lists, mappings and optionals of a class hold what the class alone would give."""
    xs = data.draw(st.lists(instances(kind), max_size=3))
    named = {f"key {i}": x for i, x in enumerate(xs)}
    containers: list[tuple[Any, Any]] = [
        (xs, list[kind]),
        (named, dict[str, kind]),
        ([named, named], list[dict[str, kind]]),
        (xs[0] if xs else None, Optional[kind]),
        ([*xs, None], list[Optional[kind]]),
    ]
    alone = [converter.unstructure(x, kind) for x in xs]
    assert differences(converter.unstructure(xs, list[kind]), alone) == []
    for value, container in containers:
        payload = converter.unstructure(value, container)
        text = json.dumps(payload, allow_nan=False)
        assert differences(converter.structure(json.loads(text), container), value) == []


@by_kind("kind", CLASSES)
@drawn(5, data=st.data())
def test_objects_are_written_the_same_without_naming_their_class(
    kind: Any, data: st.DataObject
) -> None:
    """An object's own class says all that is needed, alone and in a list."""
    x = data.draw(instances(kind))
    written = converter.unstructure(x, kind)
    assert differences(converter.unstructure(x), written) == []
    assert differences(converter.unstructure([x, x]), [written, written]) == []


@by_kind("kind", CLASSES)
@drawn(5, data=st.data())
def test_copies_of_an_object_are_equal_to_it(kind: Any, data: st.DataObject) -> None:
    """What structure made without calling the class copies, pickles and evolves like any object."""
    x = converter.structure(data.draw(payloads(kind)), kind)
    copies = [
        copy.copy(x),
        copy.deepcopy(x),
        attrs.evolve(x),
        *(pickle.loads(pickle.dumps(x, protocol)) for protocol in (2, pickle.HIGHEST_PROTOCOL)),
    ]
    for one in copies:
        assert differences(one, x) == []
        assert one == x
        assert repr(one) == repr(x)


@pytest.mark.parametrize("kind", LIST_CLASSES, ids=name_of)
@examples(25)
@given(data=st.data())
def test_a_list_class_is_read_back_as_itself(kind: Any, data: st.DataObject) -> None:
    """A list with a class of its own has that class again, and holds the same objects."""
    x = kind(data.draw(st.lists(instances(list_class_item(kind)), max_size=3)))
    text = json.dumps(converter.unstructure(x, kind), allow_nan=False)
    assert differences(converter.structure(json.loads(text), kind), x) == []


@over("member", [member for enum in ENUMS for member in enum])
def test_an_enum_member_is_read_back_as_itself(member: Enum) -> None:
    """Every member is written as its plain value and read back as that very member."""
    enum = type(member)
    written = converter.unstructure(member, enum)
    assert type(written) in (str, int)
    assert written == member.value
    assert converter.structure(json.loads(json.dumps(written)), enum) is member
    optional: Any = Optional[enum]
    assert converter.structure(member.value, optional) is member


OFFSETS = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@examples(1000)
@given(moment=st.datetimes(timezones=st.none() | OFFSETS), separator=st.sampled_from("T "))
def test_a_date_is_read_back_as_the_same_instant(moment: datetime, separator: str) -> None:
    """Both ways to write a date keep its digits and its offset."""
    again = converter.structure(moment.isoformat(separator), datetime)
    assert again.isoformat() == moment.isoformat()


@examples(100)
@given(moment=st.datetimes(timezones=st.timezones()))
def test_a_date_in_a_named_zone_is_read_back_as_the_same_instant(moment: datetime) -> None:
    """Old dates, too: before zones were introduced, places had offsets with seconds."""
    again = converter.structure(converter.unstructure(moment, datetime), datetime)
    assert again.isoformat() == moment.isoformat()
