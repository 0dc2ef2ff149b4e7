# ruff: noqa: INP001 - Sphinx reads this by its path
"""How Sphinx builds the documentation."""

import os
import sys
from importlib.metadata import version as version_of
from pathlib import Path

sys.dont_write_bytecode = True  # so that nothing is left next to the pages
sys.path.insert(0, str(Path(__file__).parent))  # for the modules that stand next to this
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # for the examples of the classes

import elsewhere  # noqa: E402 - the line above is what it takes

project = "orm-attrs"
author = "The orm-attrs developers"
version = release = version_of("orm-attrs")

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.intersphinx",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "wire_pages",
]
exclude_patterns = ["_build"]
nitpicky = True

myst_heading_anchors = 4
suppress_warnings = [
    "myst.header",  # what is included may begin at another level
    "ref.python",  # attributes are called `type` in several classes
]

intersphinx_mapping = elsewhere.inventories(os.environ.get("ORM_ATTRS_INVENTORIES"))
intersphinx_disabled_reftypes = ["*:doc"]

copybutton_prompt_text = "$ "  # what the command prints is not copied

html_theme = "furo"
pygments_dark_style = "github-dark"  # that of the theme underlines the names of modules
html_theme_options = elsewhere.edit_links()
html_title = f"{project} {version}"
html_static_path = ["_static"]
html_css_files = ["wide.css"]
html_show_copyright = False

default_role = "py:obj"
add_module_names = False
toc_object_entries_show_parents = "hide"
maximum_signature_line_length = 80
python_use_unqualified_type_names = True
python_display_short_literal_types = True
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
napoleon_numpy_docstring = False
napoleon_use_rtype = False  # what a function returns is said in words

nitpick_ignore_regex = [
    # Of other projects, whose pages a build without a network cannot ask for.
    ("py:.*", r"(attrs|cattrs|collections|datetime|enum|os|typing|uuid)\..*"),
    ("py:class", r"converters\.registry\.ModelConverter"),  # which `converters` documents
    # Likewise.
    ("py:class", r"converters\.bulk\.(batches\.Chunk|sources\.Source|sinks\.TableMaker)"),
    ("py:class", r"orm_attrs\.\w+\._\w+"),  # bases of several classes, which stand for no object
    ("py:class", r"converters\.plans\..*"),  # the parts of a `Plan`, which are for reading
    # Of what `wire` takes and gives, and of what a client sends: nobody else makes these.
    ("py:class", r"converters\.wire\.vocabulary\.(Codec|Form|WireOverride)"),
    ("py:class", r"converters\.client\.http\.(envelope\.Request|address\.Address)"),
    ("py:.*", r"(Any|BaseException|Callable|Collection|Converter|Iterator|Mapping|Self|UUID)"),
    ("py:.*", r"(bool|bytearray|bytes|dict|float|int|list|memoryview|object|str|tuple|type)"),
    ("py:.*", r"(datetime|None|Enum|IntEnum|ValueError|TypeError|ClassValidationError)"),
    # Aliases, and classes of another project.
    ("py:class", r"ClientCert|Ed25519PrivateKey|Element|Root|Secret|StrPath"),
    (
        "py:class",
        r"(converters\.labels\.\w+\.)?(AnyOntology|Array|Bounds|Entry|Feature|Geometry|Range|Ring)",
    ),
    ("py:class", r"(.*\.)?[A-Z]|TypeForm"),  # type variables, and what only type checkers know
    # What stands in single backticks is mostly a name of ours, but may be a query or a value.
    ("py:obj", r".*"),
]
