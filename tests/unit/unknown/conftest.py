"""Fixtures that several files of this folder use."""

from unknown_things import later

__all__ = ["later"]
