"""A module that needs an extra says which when it is missing."""

import importlib
import sys

import pytest


@pytest.mark.parametrize(
    ("module", "needed", "extra"),
    [
        ("converters.strategies", "hypothesis", "hypothesis"),
        ("converters.web.fastapi", "fastapi", "fastapi"),
        ("converters.web.litestar", "litestar", "litestar"),
    ],
)
def test_without_the_extra_the_error_says_how_to_install_it(
    module: str, needed: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setitem(sys.modules, needed, None)
    with pytest.raises(ModuleNotFoundError) as caught:
        importlib.import_module(module)
    assert f"pip install 'orm-attrs[{extra}]'" in str(caught.value)
