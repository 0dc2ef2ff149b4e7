"""Keys that open one project to a program."""

from enum import Enum

from attrs import field, frozen

from orm_attrs._keeper import Keeper
from orm_attrs._masks import masked


class APIKeyScopes(Enum):
    """What the holder of a project's API key may do."""

    LABEL_READ = "label.read"
    """Get label rows."""
    LABEL_WRITE = "label.write"
    """Save label rows."""
    MODEL_INFERENCE = "model.inference"
    """Run trained models."""
    MODEL_TRAIN = "model.train"
    """Create and train models."""
    LABEL_LOGS_READ = "label_logs.read"
    """Read the log of annotators' actions."""
    ALGO_LIBRARY = "algo.library"
    """Run labelling algorithms such as interpolation."""


@frozen(weakref_slot=False)
class ProjectAPIKey(Keeper):
    """An API key of a project. Response to the `projectapikey` query (GET), one per key."""

    api_key: str = field(repr=masked)
    """The key itself; a secret."""
    title: str
    """The key's title."""
    scopes: list[APIKeyScopes]
    """What the key allows."""
