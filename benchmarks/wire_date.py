"""How the other libraries are told to write the dates of data rows."""

from __future__ import annotations

from datetime import datetime


def unstructure_date(value: datetime) -> str:
    """Write ``2022-01-05 18:51:05``, in the way that comes to mind first."""
    return value.isoformat(" ")
