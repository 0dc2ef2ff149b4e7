"""What pickles, and what does not."""

from __future__ import annotations

import pickle
from random import Random
from typing import Any, Final, Optional

import pytest
from cattrs.errors import ForbiddenExtraKeysError, StructureHandlerNotFoundError
from chosen import by_kind
from processes import CONVERTERS, FORBIDDING, Opaque, wrap
from strategies import CLASSES, LIST_CLASSES, Maker, differences, name_of

import converters
from converters import explain, make_converter
from converters.engines.containers import list_class_item
from orm_attrs import (
    DataRow,
    WorkflowGraphNode,
)

PROTOCOLS: Final = range(pickle.HIGHEST_PROTOCOL + 1)

EACH_PROTOCOL: Final = [
    pytest.param(
        protocol,
        marks=()
        if protocol in (0, pickle.DEFAULT_PROTOCOL, pickle.HIGHEST_PROTOCOL)
        else pytest.mark.exhaustive,
    )
    for protocol in PROTOCOLS
]
every_protocol = pytest.mark.parametrize("protocol", EACH_PROTOCOL)


# Python 3.12 and later warn of forks when there are threads, and a test runner may have some.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")


# --- pickling ------------------------------------------------------------------------------------


def pickled(value: Any, protocol: int) -> Any:
    return pickle.loads(pickle.dumps(value, protocol))


class TestWhatPickles:
    @by_kind("kind", CLASSES, count=5, protocol=EACH_PROTOCOL)
    def test_models(self, kind: Any, protocol: int, count: int) -> None:
        maker = Maker(Random(protocol))
        made = [maker.instance(kind) for _ in range(count)]
        payloads = [maker.payload(kind) for _ in range(count)]
        read = converters.converter.structure(payloads, list[kind])
        assert differences(pickled(made + read, protocol), made + read) == []

    @pytest.mark.parametrize("kind", LIST_CLASSES, ids=name_of)
    @every_protocol
    def test_list_classes(self, kind: Any, protocol: int) -> None:
        maker = Maker(Random(protocol))
        urls = kind(maker.instance(list_class_item(kind)) for _ in range(3))
        again = pickled(urls, protocol)
        assert type(again) is kind
        assert differences(again, urls) == []

    @every_protocol
    def test_objects_that_keep_what_is_unknown(self, protocol: int, row: dict[str, Any]) -> None:
        keeping = make_converter(unknown="keep")
        payload = {**row, "storage_location": 77, "from a newer server": {"a": 1}}
        again = pickled(keeping.structure([payload], list[DataRow]), protocol)
        assert keeping.unstructure(again) == [payload]

    @pytest.mark.parametrize("name", sorted(set(converters.__all__) - {"converter", "INVALID"}))
    def test_public_functions_by_their_names(self, name: str) -> None:
        function = getattr(converters, name)
        assert pickled(function, pickle.HIGHEST_PROTOCOL) is function

    @by_kind("kind", CLASSES, conv=CONVERTERS)
    def test_errors_of_every_class(self, kind: Any, conv: str) -> None:
        maker = Maker(Random(3))
        for wanted in (kind, list[kind], dict[str, kind], Optional[kind], tuple[kind, str]):
            for _ in range(2):
                content = wrap(maker.broken(kind), wanted)
                try:
                    CONVERTERS[conv].structure(content, wanted)
                except Exception as exc:
                    for protocol in PROTOCOLS:
                        check_equal(pickled(pickled(exc, protocol), protocol), exc)

    def test_no_converter(self) -> None:
        """Which is why workers get the function that makes one, or import the shared one."""
        for conv in (converters.converter, make_converter(), FORBIDDING.copy()):
            for protocol in PROTOCOLS:
                # What kind of error it is depends on the version of cattrs.
                with pytest.raises((pickle.PicklingError, AttributeError, TypeError)):
                    pickle.dumps(conv, protocol)


def check_equal(one: BaseException, other: BaseException) -> None:
    """Hold two errors equal in all that one can ask of them."""
    assert type(one) is type(other)
    assert explain(one) == explain(other)
    assert str(one) == str(other)
    assert getattr(one, "cl", None) == getattr(other, "cl", None)
    assert getattr(one, "extra_fields", None) == getattr(other, "extra_fields", None)
    assert notes_of(one) == notes_of(other)
    children, others = (getattr(exc, "exceptions", ()) for exc in (one, other))
    for child, same in zip(children, others, strict=True):
        check_equal(child, same)


def notes_of(exc: BaseException) -> list[Any]:
    """Give the notes of an error with all that they know."""
    notes = getattr(exc, "__notes__", [])
    return [(type(note), str(note), getattr(note, "__dict__", None)) for note in notes]


def test_errors_of_cattrs_pickle() -> None:
    """Those of cattrs before 25.2 do not unpickle by themselves."""
    forbidden = ForbiddenExtraKeysError(None, WorkflowGraphNode, {"b", "a"})
    not_found = StructureHandlerNotFoundError("no hook", Opaque)
    not_found.add_note("at the end")
    for protocol in PROTOCOLS:
        again = pickled(forbidden, protocol)
        assert explain(again) == ["$.a: unknown key", "$.b: unknown key"]
        check_equal(again, forbidden)
        again = pickled(not_found, protocol)
        assert again.type_ is Opaque
        check_equal(again, not_found)
