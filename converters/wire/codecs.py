"""Every encoding of the wire, both directions side by side.

An encoding is a fact of a *field*: a storage location is an int in a data row and a name in a
dataset. What a type looks like where no table says otherwise says `codec_of_type`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from enum import Enum, Flag
from functools import cache, cached_property, lru_cache
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin
from uuid import UUID, SafeUUID

from attrs import evolve, field, frozen

from converters.errors import (
    ProblemCode,
    expected,
    make_sentence,
    none_of,
    shorten,
    shorten_list,
)
from converters.wire.dates import (
    INLINE_NAMES,
    NO_ZONES,
    UNSTRUCTURE_SQL_INLINE,
    Zones,
    structure_datetime,
    unstructure_iso,
    unstructure_label_date,
    unstructure_sql,
)
from converters.wire.text_types import TEXT_CODECS, of_subclass
from converters.wire.vocabulary import Codec, identity, is_ours
from orm_attrs import DataType, snake_to_camel

# --- what JSON has itself -----------------------------------------------------------------------

LARGEST_EXACT_FLOAT: Final = 2.0**53
"""Up to here every integer has a float of its own, so such a float still names one integer."""


def plain(value: Any) -> Any:
    """Give a value of tomlkit's types, which keep layout and comments, as Python's own."""
    # By its module, for some dicts have any attribute that is asked for.
    return value.unwrap() if type(value).__module__.startswith("tomlkit.") else value


def structure_str(value: Any) -> str:
    """Take text, and give it as plain text, also when a reader has a type of its own for it."""
    if isinstance(value, str):
        return str.__str__(value)
    raise TypeError(expected("str", value))


def structure_int(value: Any) -> int:
    """Take an int, or a float that is certain to name one (servers send sizes as `3560366.0`)."""
    if isinstance(value, int) and not isinstance(value, bool):
        return int.__int__(value)
    if isinstance(value, float) and value.is_integer() and abs(value) <= LARGEST_EXACT_FLOAT:
        return int(value)
    raise TypeError(expected("int", value))


def structure_float(value: Any) -> float:
    """Take a float, or an int as the int it is: equal, and the same text when written again."""
    if isinstance(value, float):
        return float.__float__(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return int.__int__(value)
    raise TypeError(expected("float", value))


def structure_bool(value: Any) -> bool:
    """Take true and false, or the 0 and 1 that databases keep for them."""
    value = plain(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)) and value in (0, 1):
        return bool(value)
    raise TypeError(expected("bool", value))


def structure_object(value: Any) -> dict[str, Any]:
    """Take an object as it is: the very dict of the payload, not copied, not looked into."""
    if isinstance(value, dict):
        return plain(value)  # type: ignore[no-any-return]
    raise TypeError(expected("an object", value))


def structure_list(value: Any) -> list[Any]:
    """Take a list as it is: the very list of the payload, not copied, not looked into."""
    if isinstance(value, list):
        return plain(value)  # type: ignore[no-any-return]
    raise TypeError(expected("a list", value))


ANY: Final = Codec("any value", identity, inline_expression="{value}")


def structure_id_text(value: Any) -> str:
    """Take text, or the text of an integer."""
    if isinstance(value, str):
        return structure_str(value)
    try:
        return str(structure_int(value))
    except (TypeError, ValueError):  # Python refuses to print very long ones.
        raise TypeError(expected("str or int", value)) from None


STR: Final = Codec("str", structure_str, passes_as_is=str, inline_expression="{value}")
INT: Final = Codec("int", structure_int, passes_as_is=int, inline_expression="{value}")
FLOAT: Final = Codec("float", structure_float, passes_as_is=float, inline_expression="{value}")
BOOL: Final = Codec("bool", structure_bool, passes_as_is=bool, inline_expression="{value}")
OBJECT: Final = Codec("object", structure_object, passes_as_is=dict, inline_expression="{value}")
LIST: Final = Codec("list", structure_list, passes_as_is=list, inline_expression="{value}")


def structure_flag_or_none_text(value: Any) -> bool | None:
    """Take a bool that may be absent, for which some old exports have the text ``None``."""
    return None if value == "None" else structure_bool(value)


def structure_text_or_false(value: Any) -> str | None:
    """Take text that may be absent, for which some old exports have false or the text ``None``."""
    return None if value is False or value == "None" else structure_str(value)


FLAG_OR_NONE_TEXT: Final = Codec("bool, or the text None", structure_flag_or_none_text)
TEXT_OR_FALSE: Final = Codec("str, or false", structure_text_or_false)
ID_TEXT: Final = Codec(
    "str, or an integer in its place",
    structure_id_text,
    passes_as_is=str,
    inline_expression="{value}",
)


def _or_text(codec: Codec, wanted: str) -> Codec:
    def structure(value: Any) -> Any:
        if isinstance(value, str):
            return structure_str(value)
        try:
            return codec.structure(value)
        except TypeError:
            raise TypeError(expected(wanted, value)) from None

    return Codec(
        f"{codec.name} or str",
        structure,
        passes_as_is=codec.passes_as_is,
        inline_expression="{value}",
    )


OBJECT_OR_TEXT: Final = _or_text(OBJECT, "an object or str")
LIST_OR_TEXT: Final = _or_text(LIST, "a list or str")

# --- dates and UUIDs ----------------------------------------------------------------------------


def _date_codec(example: str, write: Callable[[datetime], str], **facts: Any) -> Codec:
    def unstructure(value: Any) -> str:
        if not isinstance(value, datetime):
            raise TypeError(expected("a datetime", value))
        return write(value)

    name = f"date and time, written like {example}"
    return Codec(
        name,
        structure_datetime,
        unstructure,
        structure_in=structure_datetime,
        unchecked=write,
        **facts,
    )


SQL_DATETIME: Final = _date_codec(
    "2022-01-05 18:51:05",
    unstructure_sql,
    inline_expression=UNSTRUCTURE_SQL_INLINE,
    inline_names=INLINE_NAMES,
)
ISO_DATETIME: Final = _date_codec("2022-01-05T18:51:05", unstructure_iso)
LABEL_DATE: Final = _date_codec("Wed, 05 Jan 2022 18:51:05 UTC", unstructure_label_date)


def structure_uuid(value: Any) -> UUID:
    """Read a UUID in any form that Python's own class reads."""
    if isinstance(value, UUID):
        return value
    if not isinstance(value, str):
        raise TypeError(expected("a UUID", value))
    try:
        return _uuid_of(value)
    except ValueError:
        raise ValueError(expected("a UUID", value, ProblemCode.BAD_UUID)) from None


_HEX_DIGITS: Final = 32
_set: Final = object.__setattr__  # That of UUIDs refuses.
_UNKNOWN: Final = SafeUUID.unknown


def _uuid_of(text: str) -> UUID:
    """Give what ``UUID(text)`` gives, in half of the time: it asks for other forms first."""
    digits = text.replace("-", "")
    if len(digits) != _HEX_DIGITS:
        return UUID(text)
    made = object.__new__(UUID)
    _set(made, "int", int(digits, 16))
    _set(made, "is_safe", _UNKNOWN)
    return made


def unstructure_uuid(value: Any) -> str:
    """Write a UUID in its usual form, with hyphens and small letters."""
    if not isinstance(value, UUID):
        raise TypeError(expected("a UUID", value))
    return str(value)


def structure_uuid_or_blank(value: Any) -> UUID | None:
    """Read a UUID that may be absent, for which some servers send the empty string."""
    return None if value == "" else structure_uuid(value)


UUID_TEXT: Final = Codec("UUID", structure_uuid, unstructure_uuid)
UUID_OR_BLANK: Final = Codec("UUID, or the empty string", structure_uuid_or_blank, unstructure_uuid)

# --- enums --------------------------------------------------------------------------------------


@frozen
class Fallback:
    """The member of an enum for values that a newer server may send."""

    member: str
    """The name of the member."""
    takes: tuple[type, ...] = (NoneType,)
    """The types of these values, besides the one that all members have on the wire."""
    is_unknown: bool = field(default=False, kw_only=True)
    """True when a converter that forbids unknown keys refuses such values, too."""


_ANY_TEXT_OR_NUMBER: Final = Fallback("UNKNOWN", (str, int, float), is_unknown=True)
_ANYTHING: Final = evolve(_ANY_TEXT_OR_NUMBER, takes=(str, int, float, NoneType))

ADDED_FALLBACKS: Final = (
    "ActionableWorkflowNodeType",
    "ClientMetadataSchemaTypeVariantHint",
    "ClientMetadataSchemaTypes",
    "DicomDeIdGetResultLongPollingStatus",
    "Direction",
    "FeaturesMappingFeatureType",
    "JobStatus",
    "ModelArchitecture",
    "ModelIterationPolicy",
    "ModelTrainingStatus",
    "ModelType",
    "NumberFormat",
    "OntologyUserRole",
    "ProjectCollectionType",
    "SceneTileLayoutDirection",
    "SelfContainedFormat",
    "StorageItemType",
    "StorageLocationName",
    "StorageUserRole",
    "SyncPrivateDataWithCloudSyncedFolderStatus",
    "UnknownText",
)
"""Enums whose fallback is no member in any version of the SDK, which refuses the whole answer."""

FALLBACK: Final[Mapping[str, Fallback]] = {
    "StorageLocation": Fallback("NEW_STORAGE"),
    "LabelStatus": Fallback("MISSING_LABEL_STATUS"),
    "DataType": Fallback("MISSING_DATA_TYPE"),
    "ProjectUserRole": Fallback("UNKNOWN"),
    "ProjectStatus": Fallback("UNKNOWN"),
    # The SDK takes null for these.
    **dict.fromkeys(
        (
            "AgentTaskStatus",
            "ConsensusReviewTaskStatus",
            "LabelReviewStatus",
            "ReviewTaskStatus",
            "StorageFolderType",
            "WorkflowAnnotationTaskStatus",
        ),
        _ANYTHING,
    ),
    **dict.fromkeys(ADDED_FALLBACKS, _ANY_TEXT_OR_NUMBER),
}
"""What stands for every value that a newer server may send. Other enums have nothing.

By name, so that the modules of models are imported only by those who use them.
"""


SPELLINGS: Final[Mapping[str, Mapping[str, str]]] = {
    "ClientMetadataSchemaTypeVariantHint": {"string": "VARCHAR", "long_string": "TEXT"},
}
"""Enum to the texts that are read as a member besides its value, and the name of that member.

By name, as in `FALLBACK`.
"""


def _spellings_of(enum: type[Enum]) -> dict[Any, Enum]:
    """Give the texts that are read as a member of an enum besides its value."""
    spellings = SPELLINGS.get(enum.__name__, {}) if is_our_enum(enum) else {}
    return {text: enum[name] for text, name in spellings.items()}


def is_our_enum(kind: Any) -> bool:
    """Tell whether a type is an enum of `orm_attrs` that has members."""
    is_enum = isinstance(kind, type) and issubclass(kind, Enum) and len(kind) > 0
    return is_enum and is_ours(kind)


def fallback_of(kind: Any) -> Enum | None:
    """Give the fallback member of an enum; None for one without, and for any other type."""
    row = fallback_row(kind)
    return None if row is None else kind.__members__.get(row.member)


def fallback_row(kind: Any) -> Fallback | None:
    """Return the row of an enum in `FALLBACK`; None for one without, and for any other type."""
    return FALLBACK.get(kind.__name__) if is_our_enum(kind) else None


class Members(dict[Any, Enum]):
    """Wire value to member; asked for a value that it lacks, it falls back or says so."""

    def __init__(
        self, enum: type[Enum], by_wire_value: Mapping[Any, Enum], *, forbids: bool = False
    ) -> None:
        super().__init__(by_wire_value)
        self.enum = enum
        row = fallback_row(enum)
        if row is not None and forbids and row.is_unknown:
            row = None
        self.fallback: Enum | None = None if row is None else fallback_of(enum)
        kinds = {type(value) for value in self}
        self.kind: type = kinds.pop() if len(kinds) == 1 else object
        self.others: frozenset[type] = frozenset(() if row is None else row.takes) - {self.kind}
        """The types of further values that the fallback stands for."""

    def __missing__(self, value: Any) -> Enum:
        if value.__class__ is self.kind and self.fallback is not None:
            return self.fallback
        return self.structure(value)

    @property
    def takes_null(self) -> bool:
        """True when null is the fallback."""
        return NoneType in self.others

    def structure(self, value: Any) -> Enum:
        """Look a wire value up.

        Raises:
            TypeError: When its JSON type is not the one of this encoding.
            ValueError: When no member has it and the enum has no fallback.
        """
        is_whole = self.kind is int and type(value) is float and value in self
        if self.fallback is not None and type(value) in self.others and not is_whole:
            return self.fallback
        if self.kind is int:
            value = structure_int(value)
        elif not isinstance(value, self.kind):
            raise TypeError(expected(self.kind.__name__, value))
        member = self.get(value)
        if member is None:
            member = self.fallback
        if member is None:
            raise ValueError(none_of(value, self.names))
        return member

    @cached_property
    def names(self) -> str:
        """The values, as a sentence lists them; made once, as it may be said of many values."""
        return shorten_list(self)


def enum_codec(
    enum: type[Enum], name: str, wire_values: Mapping[Any, Enum], *, forbids: bool = False
) -> Codec:
    """Make an encoding of an enum from its table: wire value to member.

    Of several wire values of one member, the first is the one that is written.

    Args:
        enum: The enum.
        name: The name of the wire value, for a reader.
        wire_values: Wire value to member.
        forbids: True when unknown values are refused in spite of a fallback for these.
    """
    members = Members(enum, wire_values, forbids=forbids)
    by_value: dict[Any, Any] = {}
    for wire_value, member in wire_values.items():
        by_value.setdefault(member.value, wire_value)
    is_value = all(value == wire_value for value, wire_value in by_value.items())

    def unstructure(member: Any) -> Any:
        if not isinstance(member, enum):
            raise TypeError(expected(enum.__name__, member))
        return by_value[member.value]

    return Codec(
        f"{members.kind.__name__}, the {name} of a {enum.__name__}",
        members.structure,
        unstructure,
        members=members,
        unchecked=by_value.__getitem__,
        # `._value_` is a plain attribute, `.value` a descriptor that takes five times as long.
        inline_expression="{value}._value_" if is_value else "{unstructure}({value}._value_)",
    )


def value_codec(enum: type[Enum], *, forbids: bool = False) -> Codec:
    """Make the encoding of an enum by the values of its members; see `enum_codec`."""
    values = {member.value: member for member in enum} | _spellings_of(enum)
    return enum_codec(enum, "value", values, forbids=forbids)


@lru_cache(maxsize=1024)
def forbidding_codec(kind: Any) -> Codec | None:
    """Return the encoding of a type for a converter that forbids what it does not know.

    None where it is the encoding that the type has everywhere.
    """
    row = fallback_row(kind)
    if row is not None:
        return value_codec(kind, forbids=True) if row.is_unknown else None
    parts = enum_or_text(kind)
    if parts is None or parts[1] is None:
        return None
    return enum_or_text_codec(*parts, forbids=True)


def service_enum_codec(enum: type[Enum]) -> Codec:
    """Make the encoding of an enum that is not ours: Python's own, which asks ``_missing_``.

    Raises:
        TypeError: When a member's value has no form on the wire.
    """
    kinds = {type(member.value) for member in enum}
    takes_more = not issubclass(enum, Flag) and asks_missing(enum)
    written = {member._name_: _written_value(member) for member in enum}
    by_text = {
        str.__str__(text): member
        for member in enum
        if isinstance(text := written[member._name_], str)
    }
    names = cache(lambda: shorten_list(written.values()))

    def structure(value: Any) -> Enum:
        if isinstance(value, enum):
            return value
        if kinds == {int} and not (takes_more and isinstance(value, str)):
            value = structure_int(value)
        elif kinds == {tuple}:
            value = _as_tuple(value)
        elif isinstance(value, bool) and bool not in kinds:
            raise TypeError(expected(" or ".join(sorted(kind.__name__ for kind in kinds)), value))
        # Python compares what has no hash with each member.
        if takes_more or type(value) not in (list, dict):
            with suppress(ValueError):
                return by_text[value] if type(value) is str and value in by_text else enum(value)
        raise ValueError(none_of(value, names()))

    def unstructure(member: Any) -> Any:
        if not isinstance(member, enum):
            raise TypeError(expected(enum.__name__, member))
        # Combinations of flags are no members.
        return written.get(member._name_, member.value)

    return Codec(f"the value of a {enum.__name__}", structure, unstructure)


def enum_or_text(kind: Any) -> tuple[type[Enum], tuple[str, ...] | None] | None:
    """Take a union apart that is an enum of texts, or text besides.

    Returns:
        For ``Shape | str``, the enum and None: any text. For ``Shape | Literal[""]``, the enum and
        the texts besides. None for any other type.
    """
    if get_origin(kind) not in (Union, UnionType):
        return None
    enums = [it for it in get_args(kind) if isinstance(it, type) and issubclass(it, Enum)]
    others = [it for it in get_args(kind) if it not in enums]
    if len(enums) != 1 or len(others) != 1 or not len(enums[0]) or issubclass(enums[0], Flag):
        return None
    (enum,), (other,) = enums, others
    if other is not str and get_origin(other) is not Literal:
        return None
    texts: tuple[Any, ...] | None = None if other is str else get_args(other)
    if any(type(it) is not str for it in (*(texts or ()), *(member.value for member in enum))):
        return None
    return enum, texts


def enum_or_text_codec(
    enum: type[Enum], texts: tuple[str, ...] | None, *, forbids: bool = False
) -> Codec:
    """Make the encoding of values that are a member of an enum, by its value, or text.

    Args:
        enum: An enum whose values are texts.
        texts: The texts besides, which structure to themselves; None for all of them.
        forbids: True when unknown values are refused in spite of a fallback for these.
    """
    members: dict[str, Any] = {member.value: member for member in enum} | _spellings_of(enum)
    known = {it: it for it in texts or () if it not in members} | members
    names = cache(lambda: shorten_list([it or "''" for it in known]))
    row = None if forbids or texts is None else fallback_row(enum)
    others = row.takes if row is not None and row.is_unknown else ()
    fallback = fallback_of(enum) if others else None

    def structure(value: Any) -> Any:
        if type(value) in others:
            return known.get(value, fallback)
        if not isinstance(value, str):
            raise TypeError(expected("str", value))
        text = structure_str(value)
        if texts is not None and text not in known:
            raise ValueError(none_of(text, names()))
        return known.get(text, text)

    def unstructure(value: Any) -> Any:
        if isinstance(value, enum):
            return value.value
        if not isinstance(value, str):
            raise TypeError(expected(f"a {enum.__name__} or str", value))
        return str.__str__(value)

    other = "other text" if texts is None else shorten_list([*map(repr, texts)])
    return Codec(
        f"str, the value of a {enum.__name__}, or {other}",
        structure,
        unstructure,
        texts=known,
        takes_other_text=texts is None,
        fallback=fallback,
    )


_NO_MEMBER: Final = getattr(Enum._missing_, "__func__", None)
"""The function of an enum that has no way of its own to find a member."""


def asks_missing(enum: type[Enum]) -> bool:
    """Tell whether an enum has a ``_missing_`` of its own, which may take any value."""
    return getattr(enum._missing_, "__func__", None) is not _NO_MEMBER


def _written_value(member: Enum) -> Any:
    """Return the value on the wire for a member of an enum.

    Raises:
        TypeError: When its value has no form on the wire.
    """

    def written(value: Any) -> Any:
        if isinstance(value, tuple):
            return [written(item) for item in value]
        if value is None or isinstance(value, tuple(SCALARS)):
            return value
        kind: Any = type(value)
        codec = codec_of_type(kind)
        if codec is None:
            raise TypeError(
                f"{member}: a value of type {type(value).__name__} has no form on the wire; "
                f"register hooks of your own for {type(member).__name__}"
            )
        return codec.unstructure(value)

    return written(member.value)


def _as_tuple(value: Any) -> Any:
    return tuple(map(_as_tuple, value)) if isinstance(value, list) else value


def literal_reader(members: Sequence[Any]) -> Callable[[Any], Any]:
    """Make what reads the values of a ``Literal``; members of enums stand there by their values.

    It raises ``ValueError`` for all others: ``True`` is not 1, and ``False`` is not 0.
    """
    on_wire = [it.value if isinstance(it, Enum) else it for it in members]
    names = cache(lambda: shorten_list(on_wire))
    pairs = list(zip(members, on_wire, strict=True))

    def structure(value: Any) -> Any:
        is_bool = isinstance(value, bool)
        for member, written in pairs:
            if value is member or (value == written and is_bool == isinstance(written, bool)):
                return member
        raise ValueError(none_of(value, names()))

    return structure


UPPER_DATA_TYPE: Final = enum_codec(
    DataType, "upper-case value", {member.value.upper(): member for member in DataType}
)

# --- outer layers: what they give goes on to the hook of the field's type -----------------------


def structure_json_text(value: Any) -> Any:
    """Give the list that stands in JSON text; a list that is one already is given back."""
    if not isinstance(value, str):
        return value
    try:
        content = json.loads(value)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, list):
        raise ValueError(expected("JSON text of a list", value, ProblemCode.BAD_TEXT))
    return content


def structure_feature_hashes(value: Any) -> Any:
    """Give the keys of the mapping from feature hash to details that the server sends."""
    hashes = list(value) if isinstance(value, dict) else value
    if isinstance(hashes, list):
        _refuse_repeated(hashes)
    return hashes


def unstructure_feature_hashes(value: Any) -> dict[str, None]:
    """Write the mapping that the server sends; the model does not keep its values."""
    _refuse_repeated(value)
    return dict.fromkeys(value)


def _refuse_repeated(hashes: list[Any]) -> None:
    # The wire holds a mapping, which has no room for the second one.
    counts = Counter(name for name in hashes if isinstance(name, str))
    repeated = sorted(name for name, count in counts.items() if count > 1)
    if repeated:
        text = f"expected different hashes, got {shorten(repeated[0])} more than once"
        raise ValueError(make_sentence(text, ProblemCode.REPEATED, "different hashes", repeated[0]))


def structure_null_as_empty(value: Any) -> Any:
    """Take null for the list that the server has left out."""
    return [] if value is None else value


def structure_null_as_convention(value: Any) -> Any:
    """Take null for the axes of a scene of which nothing is said."""
    return {"x": "forward", "y": "left", "z": "up"} if value is None else value


def _out_of_objects(key: str) -> Callable[[Any], Any]:
    """Make what takes the items of a list out of the objects that have them under a key.

    Other keys of such an object are unknown ones of the item. An item without the key stays as it
    is.
    """

    def take_out(item: Any) -> Any:
        if not isinstance(item, Mapping) or key not in item:
            return item
        inner = item[key]
        if len(item) == 1 or not isinstance(inner, Mapping):
            return inner
        return {**{other: item[other] for other in item if other != key}, **inner}

    return lambda value: list(map(take_out, value)) if isinstance(value, (list, tuple)) else value


def _into_objects(key: str) -> Callable[[Any], Any]:
    """Make what puts each item of a list into an object that has it under a key."""
    return lambda value: [{key: item} for item in value]


TEMPLATES: Final = Codec(
    "list of objects, each under `template` in an object of its own, or not",
    _out_of_objects("template"),
    _into_objects("template"),
    wraps_type_hook=True,
    item_key="template",
)
LIST_OR_NULL: Final = Codec(
    "list, or null for an empty one",
    structure_null_as_empty,
    wraps_type_hook=True,
    takes_null=True,
)
CONVENTION_OR_NULL: Final = Codec(
    "object, or null for the usual axes",
    structure_null_as_convention,
    wraps_type_hook=True,
    takes_null=True,
)
LIST_OR_JSON_TEXT: Final = Codec(
    "list, or JSON text of it", structure_json_text, wraps_type_hook=True
)
FEATURE_HASHES: Final = Codec(
    "object whose keys are the hashes, or list of them",
    structure_feature_hashes,
    unstructure_feature_hashes,
    wraps_type_hook=True,
)


_NAMED: Final = frozenset({"channels", "tiles"})
"""The keys of objects whose own keys are names that somebody has given."""


def _spelled(written: Any, spell: Callable[[str], str], *, is_named: bool = False) -> Any:
    """Spell the keys of objects otherwise, at any depth, but for names that somebody has given."""
    if isinstance(written, list):
        return [_spelled(it, spell) for it in written]
    if not isinstance(written, dict):
        return written
    return {
        key if is_named else spell(key): _spelled(value, spell, is_named=key in _NAMED)
        for key, value in written.items()
    }


def camel_to_snake(name: str) -> str:
    """Turn the camelCase of a key into the snake_case of its attribute."""
    return re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name)


def _spelling(case: str, spell: Callable[[str], str]) -> Codec:
    return Codec(
        f"objects whose keys are written in {case}",
        identity,
        lambda written: _spelled(written, spell),
        wraps_type_hook=True,
        spells_keys=spell,
    )


CAMEL_CASE_KEYS: Final = _spelling("camelCase", snake_to_camel)
SNAKE_CASE_KEYS: Final = _spelling("snake_case", camel_to_snake)
"""For classes that have other keys in one place than elsewhere: their tables read both."""

# --- the encoding of a type, where no table says otherwise --------------------------------------

SCALARS: Final[Mapping[Any, Codec]] = {str: STR, int: INT, float: FLOAT, bool: BOOL}
"""What is the same in Python and in JSON; cattrs' own way to write it is to leave it alone."""

CODEC_BY_TYPE: Final[Mapping[Any, Codec]] = {
    **SCALARS,
    datetime: ISO_DATETIME,
    UUID: UUID_TEXT,
    **TEXT_CODECS,
}
"""All types that have an encoding, with their subclasses, but for enums."""

_CODEC_BY_ENUM: Final[dict[type[Enum], Codec]] = {}
"""The encodings of the enums of ours that were met so far, so that each has one."""

OPTIONAL_CODEC_BY_TYPE: Final[Mapping[Any, Codec]] = {UUID: UUID_OR_BLANK}
"""The encoding of a type where it may be None, as far as it is another one."""

JSON_CONTAINERS: Final[Mapping[Any, Codec]] = {dict[str, Any]: OBJECT, list[Any]: LIST}
"""The encoding of what our models hold without knowing it."""


# Bounded, as classes may be made while a program runs.
@lru_cache(maxsize=1024)
def codec_of_type(kind: Any) -> Codec | None:
    """Give the encoding of a type or of a subclass of it; None where a type has none of its own."""
    codec = CODEC_BY_TYPE.get(kind)
    if codec is None and (parts := enum_or_text(kind)) is not None:
        return enum_or_text_codec(*parts)
    if codec is not None or not isinstance(kind, type):
        return codec
    if is_our_enum(kind):
        return _CODEC_BY_ENUM.setdefault(kind, value_codec(kind))
    if issubclass(kind, Enum):
        return service_enum_codec(kind)
    for base, make in _SUBCLASS_MAKERS.items():
        if issubclass(kind, base):
            return _subclass_codec(kind, CODEC_BY_TYPE[base], make)
    return None


def _subclass_codec(kind: Any, codec: Codec, make: Callable[[Any, Any], Any]) -> Codec:
    def structure(value: Any, zones: Zones = NO_ZONES) -> Any:
        return value if isinstance(value, kind) else make(kind, codec.reader(zones)(value))

    has_zones = codec.structure_in is not None
    return Codec(
        codec.name, structure, codec.unstructure, structure_in=structure if has_zones else None
    )


def _make_datetime(kind: Any, value: datetime) -> Any:
    return kind(*value.timetuple()[:6], value.microsecond, tzinfo=value.tzinfo, fold=value.fold)


_SUBCLASS_MAKERS: Final[Mapping[type, Callable[[Any, Any], Any]]] = {
    datetime: _make_datetime,
    UUID: lambda kind, value: kind(int=value.int),
    **dict.fromkeys(TEXT_CODECS, of_subclass),
    **dict.fromkeys(SCALARS, lambda kind, value: kind(value)),
}
"""How an object of a subclass is made of an object of the type."""


class CodecHook:
    """A hook of cattrs for a type that has an encoding, and for its subclasses."""

    def __init__(self, kind: Any, *, forbids: bool = False) -> None:
        self.kind = kind
        self.forbids = forbids
        """True when values are refused for which an enum has a fallback member."""

    def codec_for(self, kind: Any) -> Codec:
        """Give the encoding of the type, or of a subclass: cattrs sends them here, too."""
        if self.forbids and (forbidding := forbidding_codec(kind)) is not None:
            return forbidding
        kinds = isinstance(kind, type) and isinstance(self.kind, type)
        is_class = kinds and issubclass(kind, self.kind)
        codec = codec_of_type(kind if is_class else self.kind)
        assert codec is not None  # noqa: S101 - only types that have one get such a hook
        return codec


class StructureCodecHook(CodecHook):
    """The structure hook of such a type."""

    def __init__(self, kind: Any, zones: Zones = NO_ZONES, *, forbids: bool = False) -> None:
        super().__init__(kind, forbids=forbids)
        self.zones = zones

    def __call__(self, value: Any, kind: Any) -> Any:
        """Structure a value."""
        return self.codec_for(kind).reader(self.zones)(value)


class UnstructureCodecHook(CodecHook):
    """The unstructure hook of such a type."""

    def __call__(self, value: Any) -> Any:
        """Unstructure a value."""
        return self.codec_for(type(value)).unstructure(value)


def zones_of_hook(hook: Any) -> Zones:
    """Return the names of zones that a hook knows."""
    return hook.zones if isinstance(hook, StructureCodecHook) else NO_ZONES


def codec_of_hook(hook: Any, kind: Any) -> Codec | None:
    """Give the encoding that a hook has for a type; None when the hook is none of these."""
    return hook.codec_for(kind) if isinstance(hook, CodecHook) else None
