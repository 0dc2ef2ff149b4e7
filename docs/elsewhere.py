# ruff: noqa: INP001 - Sphinx reads this by its path
"""Where the names of other projects are documented, and where this project's own source is.

Sphinx asks each project for its inventory, the list of what its pages describe. Without a network
there is none to be had, and then names of other projects are text instead of links: a build does
not fail for that. `ORM_ATTRS_INVENTORIES` may name a folder with ``python.inv``, ``attrs.inv`` and
``cattrs.inv`` instead, and `ORM_ATTRS_REPOSITORY` the address that edit links lead to.
"""

from __future__ import annotations

import os
from importlib.metadata import metadata
from pathlib import Path
from typing import Final
from urllib.error import URLError
from urllib.request import Request, urlopen

PROJECTS: Final = {
    "python": "https://docs.python.org/3/",
    "attrs": "https://www.attrs.org/en/stable/",
    "cattrs": "https://catt.rs/en/stable/",
}
PATIENCE: Final = 5
"""Seconds after which a project counts as out of reach."""


def inventories(folder: str | None) -> dict[str, tuple[str, str | None]]:
    """Give the value of `intersphinx_mapping`: the projects that can be asked.

    Args:
        folder: Where inventories are, by the names of their projects. Those that are not there are
            left out. None asks the projects themselves.
    """
    if folder is None:
        return {name: (url, None) for name, url in PROJECTS.items() if _answers(url)}
    files = {name: Path(folder, f"{name}.inv").absolute() for name in PROJECTS}
    return {name: (PROJECTS[name], str(file)) for name, file in files.items() if file.exists()}


def _answers(url: str) -> bool:
    try:
        with urlopen(Request(f"{url}objects.inv", method="HEAD"), timeout=PATIENCE):  # noqa: S310
            return True
    except (URLError, TimeoutError, ConnectionError):
        return False


def edit_links() -> dict[str, str]:
    """Give the options of the theme that put a link to its source on each page.

    The address is that of `ORM_ATTRS_REPOSITORY`, or else the one that the project calls its
    ``Source`` in ``[project.urls]``. Without one, pages have no such link.
    """
    urls = dict(url.split(", ", 1) for url in metadata("orm-attrs").get_all("Project-URL") or ())
    address = os.environ.get("ORM_ATTRS_REPOSITORY") or urls.get("Source")
    if address is None:
        return {}
    return {
        "source_repository": address,
        "source_branch": "main",
        "source_directory": "docs/",
    }
