"""The central registry of structure and unstructure hooks for the models of `orm_attrs`."""

from converters.errors import explain
from converters.registry import configure_converter, make_converter

converter = make_converter()
"""A ready converter. Services that register hooks of their own make one with `make_converter`."""

__all__ = ["configure_converter", "converter", "explain", "make_converter"]
