"""Keys and links that need no login are not printed."""

from __future__ import annotations

from random import Random
from typing import Any, get_origin

import attrs
from loops import over
from strategies import CLASSES, Maker, name_of

from converters import converter
from converters.tables import wire_fields

SECRET = "hunter2"
HIDDEN = ("api_key", "signed_url")
WITH_SECRETS = [
    cls
    for cls in CLASSES
    if attrs.has(get_origin(cls) or cls)
    and any(name in HIDDEN for name in attrs.fields_dict(get_origin(cls) or cls))
]


def test_there_are_models_with_secrets() -> None:
    assert {cls.__name__ for cls in WITH_SECRETS} >= {
        "DatasetAPIKey",
        "ProjectAPIKey",
        "DataRow",
        "ImageData",
        "SignedVideoURL",
        "SignedImageURL",
        "SignedDicomURL",
        "ReEncodeVideoTaskResult",
    }


@over("cls", WITH_SECRETS, name_of)
def test_a_secret_of_a_model_is_not_printed_and_is_written(cls: Any) -> None:
    names = [name for name in HIDDEN if name in attrs.fields_dict(cls)]
    fields = [one for one in wire_fields(cls) if one.name in names]
    payload = Maker(Random(1)).payload(cls) | {one.key: SECRET for one in fields}
    obj = converter.structure(payload, cls)
    assert SECRET not in repr(obj)
    assert "'***'" in repr(obj)
    for one in fields:
        assert getattr(obj, one.name) == SECRET
        assert converter.unstructure(obj)[one.written_key] == SECRET


def test_a_link_that_is_not_there_is_printed_as_none(row: dict[str, Any]) -> None:
    from orm_attrs import DataRow

    assert "signed_url=None" in repr(converter.structure(row, DataRow))
