"""The payloads of our own making are read by the reference to the same values, where it reads them.

It refuses those of a newer or an older platform, and a row of its tables says where it differs.
"""

from __future__ import annotations

from typing import Final

import pytest

pytest.importorskip("encord")

from reference.comparing import differing_fields, row_for
from reference.reading import counterpart_of, read
from samples import SAMPLES, Sample

from converters import converter
from converters.engines.containers import list_class_item

NAME_OF_A_LATER_STORAGE: Final = "Dataset/newer_name.json"
"""The oldest version raises when it is asked for that storage, which it does not know."""


def compared(sample: Sample) -> list[object] | None:
    """Give the differences that no table knows; None where the reference does not read this."""
    their_class = counterpart_of(sample.kind)
    is_list = list_class_item(sample.cls) is not None
    if their_class is None or is_list:
        return None
    try:
        their = read(their_class, sample.payload)
    except Exception:
        return None
    mine = converter.structure(sample.payload, sample.kind)
    return [found for found in differing_fields(mine, their) if row_for(*found) is None]


def test_what_the_reference_reads_is_read_to_the_same_values() -> None:
    differences = {sample.name: compared(sample) for sample in SAMPLES}
    are_read = [found for found in differences.values() if found is not None]
    assert len(are_read) > 90
    assert {file for file, found in differences.items() if found} <= {NAME_OF_A_LATER_STORAGE}
