"""Fixtures that several files of this folder use."""

from database_setups import database, server, session, setup

__all__ = ["database", "server", "session", "setup"]
