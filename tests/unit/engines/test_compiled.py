"""What the compiled engine does itself, what it leaves to others, and what it refuses."""

from __future__ import annotations

import gc
import importlib.util
import weakref
from collections import defaultdict
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid4

import attrs
import pytest
from engines import COMPILED, is_compiled, row, running
from hypothesis import given
from hypothesis import strategies as st
from strategies import CLASSES, examples

from converters import explain, kept, make_converter
from converters.engines import compiled
from converters.plans.hooks import pair_of
from converters.tables import TABLES, wire_fields
from converters.wire.dates import structure_datetime, unstructure_iso
from orm_attrs import DataRow, DatasetUser, DatasetUserRole, Keeper, LabelLog

if COMPILED is None:
    pytest.skip("the compiled engine does not run", allow_module_level=True)


@pytest.fixture(scope="module")
def both() -> Any:
    """A converter for each engine, and what structures with both and compares."""
    made = {engine: make_converter() for engine in ("pure", "compiled")}

    def structure(payload: Any, kind: Any) -> Any:
        results = []
        for engine, converter in made.items():
            with running(engine):
                try:
                    results.append(converter.structure(payload, kind))
                except Exception as problem:
                    results.append(explain(problem))
        assert repr(results[0]) == repr(results[1])
        return results[1]

    return structure


# --- which classes it takes -----------------------------------------------------------------------


Full = attrs.make_class("Full", [f"f{i}" for i in range(64)], slots=True)


def test_every_model_and_a_class_of_64_fields_is_read_and_written_by_it():
    converter = make_converter()
    for kind in (*CLASSES, Full):
        if any(it.is_rest or it.flags or it.more_keys for it in wire_fields(kind)):
            continue  # Python gathers the keys that have no field, and looks at some of the others.
        assert is_compiled(converter.get_structure_hook(kind)), kind
        written = converter.get_unstructure_hook(kind)
        # Python looks for what may not be sent.
        assert is_compiled(written) or TABLES[kind].is_request, kind


@attrs.define(slots=False)
class WithDict:
    text: str


@attrs.define
class WithConverter:
    number: int = attrs.field(converter=int)


Wide = attrs.make_class("Wide", [f"f{i}" for i in range(65)], slots=True)


@pytest.mark.parametrize("kind", [WithDict, WithConverter, Wide])
def test_a_class_that_it_cannot_fill_is_left_to_the_pure_engine(kind, both):
    converter = make_converter()
    assert not is_compiled(converter.get_structure_hook(kind))
    assert is_compiled(converter.get_structure_hook(list[kind]))
    payload = {it.name: 7 if it.type is int else "7" for it in attrs.fields(kind)}
    assert type(both([payload], list[kind])[0]) is kind


@attrs.frozen
class Inner:
    number: int


@attrs.define
class Outer:
    inner: Inner
    more: list[Inner]
    plain: WithDict | None = None
    made: list[int] = attrs.Factory(lambda: [1])


def test_classes_of_both_engines_hold_each_other(both):
    payload = {"inner": {"number": 1.0}, "more": [{"number": 2}], "plain": {"text": "x"}}
    assert both(payload, Outer) == Outer(Inner(1), [Inner(2)], WithDict("x"), [1])
    both({**payload, "more": [{"number": 2}, {"number": "3"}]}, Outer)
    both({**payload, "more": ()}, Outer)
    both({"inner": None}, Outer)


def test_objects_of_a_subclass_are_written_as_the_declared_class():
    @attrs.define
    class Special(DatasetUser):
        extra: int = 0

    converter = make_converter()
    given = ("anna@example.com", DatasetUserRole.ADMIN, "hash")
    written = converter.unstructure(Special(*given, 5), DatasetUser)
    assert written == converter.unstructure(DatasetUser(*given))
    with pytest.raises(TypeError, match="expected a DatasetUser"):
        converter.unstructure(Inner(5), DatasetUser)


# --- keys -----------------------------------------------------------------------------------------


class Text(str):
    __slots__ = ()


def copied(text: str) -> str:
    return text.encode().decode()


@pytest.mark.parametrize(
    "payload",
    [
        {copied(key): value for key, value in row().items()},
        dict(reversed(row().items())),
        {Text(key): value for key, value in row().items()},
        {**row(), 5: "five", None: None},
        {**row(), **{f"more{i}": i for i in range(15)}},
        {**row(), **{f"more{i}": i for i in range(100)}},
        {},
    ],
    ids=["other objects", "other order", "subclass", "no text", "more", "many more", "none"],
)
def test_keys_are_found_whatever_they_are(payload, both):
    for _ in range(3):
        both(payload, DataRow)
        both([row(), payload, row()], list[DataRow])


def test_lists_of_many_shapes_are_read(both):
    rows = [row() for _ in range(40)]
    for i, one in enumerate(rows):
        one.pop(("width", "duration", "data_hash")[i % 3], None) if i % 7 == 0 else None
        one |= {f"key{i % 9}": i}
    both(rows, list[DataRow])


LOG = {
    **dict.fromkeys(("log_hash", "user_hash", "feature_hash", "frame", "label_name")),
    "user_email": "a@b.c",
    "data_hash": "d",
    "action": 0,
    "time_taken": None,
    "created_at": "2022-01-05 18:51:05",
}


@pytest.mark.parametrize("more", [{}, {f"more{i}": i for i in range(17)}, {Text("a"): 1}])
def test_a_field_is_read_under_the_key_of_another_one(more, both):
    names = {"annotation_hash": "a", "identifier": "b"}
    for _ in range(2):  # the second time the keys are known
        made = both({**LOG, **names, **more}, LabelLog)
        assert (made.annotation_hash, made.identifier) == ("a", "b")
        for name, value in names.items():
            made = both({**LOG, name: value, **more}, LabelLog)
            assert made.annotation_hash == made.identifier == value
        assert "$.annotation_hash: required, but missing" in both({**LOG, **more}, LabelLog)


def test_unknown_keys_are_held_however_many_there_are():
    for count in (1, 15, 16, 17, 40):
        more = {f"more{i}": [i, {"deep": [i]}] for i in range(count)}
        converter = make_converter(unknown="keep")
        for _ in range(3):
            made = converter.structure({**row(), **more}, DataRow)
            assert more.items() <= kept(made).items()
            assert more.items() <= converter.unstructure(made).items()
    odd = converter.structure({**row(), 5: {"a": 1}}, DataRow)
    assert kept(odd)[5] == {"a": 1}


# --- values ---------------------------------------------------------------------------------------

DIGITS = st.text("0123456789", min_size=2, max_size=2)
DATES = st.one_of(
    st.datetimes().map(str),
    st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-3.5))])).map(
        lambda moment: moment.isoformat()
    ),
    st.builds(
        "{}{}-{}-{}{}{}:{}:{}{}{}".format,
        *[DIGITS] * 4,
        st.sampled_from("T t_"),
        *[DIGITS] * 3,
        st.sampled_from(["", ".5", ".500", ".123456", ".1234567", ".12é", "."]),
        st.sampled_from(
            ["", "Z", "z", "+01:30", "-00:00", "+24:00", "+01:60", "+0130", "ZZ", "\0"]
        ),
    ),
    st.text("0123456789-:.TZ +", min_size=17, max_size=27),
)


@examples(300)
@given(DATES)
def test_dates_are_read_as_python_reads_them(text):
    @attrs.define
    class At:
        moment: datetime

    converter = make_converter()
    try:
        expected: Any = structure_datetime(text)
    except ValueError as problem:
        with pytest.raises(Exception) as found:
            converter.structure({"moment": text}, At)
        assert explain(found.value) == [f"{problem} @ $.moment"] or explain(found.value)
        return
    made = converter.structure({"moment": text}, At).moment
    assert (made, made.tzinfo, type(made)) == (expected, expected.tzinfo, type(expected))
    assert converter.unstructure(At(made)) == {"moment": unstructure_iso(made)}


@examples(100)
@given(st.uuids(), st.sampled_from([str, str.upper, "{{{}}}".format, "urn:uuid:{}".format]))
def test_uuids_are_read_and_written_as_python_does(uuid, spelled):
    @attrs.define
    class With:
        uuid: UUID

    text = spelled(str(uuid))
    made = make_converter().structure({"uuid": text}, With).uuid
    assert (made, type(made), made.is_safe, hash(made)) == (uuid, UUID, uuid.is_safe, hash(uuid))
    assert make_converter().unstructure(With(UUID(int=uuid.int >> 70))) == {
        "uuid": str(UUID(int=uuid.int >> 70))
    }


class OwnUuid(UUID):
    pass


def test_a_uuid_of_a_class_of_its_own_is_written_too(both):
    made = both(row(backing_item_uuid=str(uuid4())), DataRow)
    made.backing_item_uuid = OwnUuid(int=5)
    assert make_converter().unstructure(made)["backing_item_uuid"] == str(UUID(int=5))
    assert both(row(backing_item_uuid=""), DataRow).backing_item_uuid is None
    both(row(backing_item_uuid="0" * 35 + "g"), DataRow)
    both(row(backing_item_uuid="-" * 36), DataRow)


@pytest.mark.parametrize(
    "value", [2.0**53, 2.0**53 + 2, -0.0, float("nan"), float("inf"), 1e300, True]
)
def test_floats_become_integers_only_where_that_is_certain(value, both):
    both(row(file_size=value), DataRow)
    both(row(storage_location=value), DataRow)


def test_an_unset_slot_is_reported():
    made = make_converter().structure(row(), DataRow)
    del made.width
    with pytest.raises(Exception, match="width"):
        make_converter().unstructure(made)


# --- how it is called -----------------------------------------------------------------------------


def test_a_hook_takes_a_value_and_a_type_and_nothing_else():
    hook = make_converter().get_structure_hook(DataRow)
    assert hook(row()) == hook(row(), DataRow)
    for arguments, names in (((), {}), ((1, 2, 3), {}), ((row(),), {"kind": DataRow})):
        with pytest.raises(TypeError, match="a hook takes"):
            hook(*arguments, **names)
    attempt = pair_of(hook).attempt
    for arguments, names in (((), {}), ((1, 2), {}), ((row(),), {"kind": DataRow})):
        with pytest.raises(TypeError, match="an attempt takes"):
            attempt(*arguments, **names)


def test_a_hook_has_a_name_and_attributes_like_a_function_and_is_collected():
    hook = make_converter().get_structure_hook(DataRow)
    assert hook.__name__ == hook.__qualname__ == "structure_DataRow"
    assert hook.overrides["uid"].rename == "data_hash"
    hook.__dict__ = {**vars(hook), "more": 1}
    assert hook.more == 1
    gone = weakref.ref(hook)
    del hook
    gc.collect()
    assert gone() is None


STEP = compiled.Step(0)


@pytest.mark.parametrize(
    "make",
    [
        COMPILED.Hook,
        COMPILED.setup,
        lambda: COMPILED.Items(STEP, print),
        lambda: COMPILED.Items(STEP, print, None, more=1),
        lambda: COMPILED.Items(5, print, None),
        lambda: COMPILED.Items((), print, None),
        lambda: COMPILED.Items(STEP._replace(kind=99), print, None),
        lambda: COMPILED.Items(STEP._replace(kind=COMPILED.CALL), print, None),
        lambda: COMPILED.Items(STEP._replace(kind=COMPILED.READ_STR_MEMBER), print, None),
        lambda: COMPILED.Items(STEP._replace(members=5), print, None),
        lambda: COMPILED.Items(STEP._replace(members=((1,),)), print, None),
        lambda: reader(cls=5),
        lambda: reader(cls=WithDict),
        lambda: reader(fields=(5,)),
        lambda: reader(fields=((),)),
        lambda: reader(fields=tuple(range(65))),
        lambda: reader(fields=(field(slot=vars(DataRow)["width"]),)),
        lambda: reader(fields=(field(slot=5),)),
        lambda: reader(fields=(field(), field())),
        lambda: reader(fields=(field(key=Text("number")),)),
        lambda: reader(fields=(field(step=5),)),
        lambda: reader(fields=(field(keeping=5),)),
        lambda: reader(fields=(field(keeping=()),)),
        lambda: reader(fields=(field(keeping=KEEPING._replace(comparison=99)),)),
        lambda: reader(fields=(field(),), struct_type=Inner),
        lambda: reader(recorder=5),
        lambda: reader(recorder=(5, 5, 5)),
        lambda: writer(cls=5),
        lambda: writer(fields=(5,)),
        lambda: writer(fields=((),)),
        lambda: writer(fields=tuple(range(65))),
        lambda: writer(fields=(write_field(slot=5),)),
        lambda: writer(fields=(write_field(omission=7),)),
        lambda: writer(fields=(write_field(step=5),)),
        lambda: writer(kept_member=5),
        lambda: COMPILED.ByClass((), (STEP,) * 40, None, print),
    ],
)
def test_it_refuses_what_it_cannot_be_made_of(make):
    with pytest.raises((TypeError, ValueError)):
        make()


def test_parts_that_give_what_they_should_not_end_in_an_error():
    # Each returned nothing without an exception, at which a debug build of Python aborts.
    slot = vars(Row)["f0"]
    fields = (field(slot=slot, key="f0", required=False, keeping=KEEPING),)
    for patterns in ({1: 5}, {1: (None,)}, {1: [None, 0]}):
        holding = reader(cls=Row, fields=fields, recorder=(vars(Keeper)["_kept"], patterns, print))
        assert holding({"f0": 1}).f0 == 1
        with pytest.raises(TypeError, match="held for a pattern"):
            holding({})
    for plain in (5, None, [1]):
        with pytest.raises(ValueError):
            reader(plain_dict=lambda _, plain=plain: plain)(MappingProxyType({"number": 5}))


def test_a_shape_may_have_more_unknown_keys_than_are_held():
    fields = tuple(
        field(
            slot=vars(Row)[f"f{i}"],
            key=f"f{i}",
            other_key=f"other{i}",
            required=False,
            keeping=KEEPING,
        )
        for i in range(40)
    )
    asked = []

    def hold_more(kept: Any, more: Any, payload: Any) -> None:
        asked.append(payload)

    recorder = (vars(Keeper)["_kept"], defaultdict(lambda: (None, 0)), hold_more)
    read = reader(cls=Row, fields=fields, recorder=recorder)
    payload = {f"f{i}": i for i in range(30)} | {f"other{i}": -i for i in range(26)}
    for _ in range(20):
        made = read(payload)
        assert [getattr(made, f"f{i}") for i in range(30)] == list(range(30))
    # What is not held is looked for in the payload.
    assert asked == [payload] * 20


Row = attrs.make_class(
    "Row", {f"f{i}": attrs.field(default=None) for i in range(40)}, bases=(Keeper,), slots=True
)
KEEPING = compiled.Keeping(
    COMPILED.KEEP_NOTHING, False, attrs.NOTHING, None, "key", notes_key=True, write=print
)


def test_a_hook_that_nothing_refers_to_goes_at_once():
    hook = pair_of(make_converter().get_structure_hook(DataRow)).attempt.as_hook(print)
    gone = weakref.ref(hook)
    del hook
    assert gone() is None


def test_unknown_things_that_nest_too_deep_are_refused():
    deep: Any = []
    for _ in range(300):
        deep = [deep, {"a": deep}][:1]
    with pytest.raises(Exception) as found:
        make_converter(unknown="keep").structure({**row(), "more": {"a": deep}}, DataRow)
    assert "nested too deep" in str(explain(found.value))


@pytest.mark.parametrize("wrong", [5, (), (5, 5)])
def test_a_second_module_is_set_up_only_with_slots(wrong):
    spec = importlib.util.find_spec("converters.engines._core")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with pytest.raises(RuntimeError, match="has not been called"):
        module.Items(STEP, print, None)
    given = {"stop_in": 1, "nothing": 1, "same": 1, "uuid": UUID, "uuid_members": wrong}
    more = {"original": UUID, "original_members": (), "kept": UUID, "kept_members": ()}
    with pytest.raises(TypeError):
        module.setup(**given, unknown=1, **more, no_updates=1)


def test_it_is_set_up_once():
    with pytest.raises(RuntimeError, match="already"):
        compiled.setup(COMPILED)


def field(**changes: Any) -> Any:
    slot = vars(Inner)["number"]
    plain = compiled.ReadField(slot, "number", None, -1, True, 0, None, STEP, None)
    return plain._replace(**changes)


def reader(**changes: Any) -> Any:
    given = {"cls": Inner, "fields": (field(),), "plain_dict": dict, "forbids": False}
    given |= {"is_body": False, "demands": ()}
    return COMPILED.Reader(**{**given, "recorder": None, **changes})


def write_field(**changes: Any) -> Any:
    slot = vars(Inner)["number"]
    plain = compiled.WriteField(slot, "number", "number", 0, None, None, False, STEP)
    return plain._replace(**changes)


def writer(**changes: Any) -> Any:
    given = {"cls": Inner, "fields": (write_field(),), "restores": False, "kept_member": None}
    given |= {"is_body": False, "demands": ()}
    return COMPILED.Writer(**{**given, **changes})


def test_good_parts_make_what_works():
    assert reader()({"number": 5}) == Inner(5)
    assert writer()(Inner(5)) == {"number": 5}
