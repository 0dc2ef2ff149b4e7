"""The public name of the HTTP client; `converters.client.http` has it."""

from converters.client.http import HttpQuerier

__all__ = ["HttpQuerier"]
