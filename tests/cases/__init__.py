"""How every class looks on the wire, written by hand from the description of the API.

The tests compare the converter with this table, so nothing here comes from `converters`: whoever
changes a key or an encoding there has to say so here, too.
"""

from __future__ import annotations

from typing import Any, Final

from cases.client_metadata_schema import CLIENT_METADATA_SCHEMA
from cases.collection import COLLECTIONS
from cases.datasets import DATASETS, IMAGE_DATA
from cases.deidentification import DEIDENTIFICATION
from cases.editor_logs import EDITOR_LOGS
from cases.group import GROUPS
from cases.issues import ISSUES
from cases.label_rows import LABEL_ROWS
from cases.labels import LABELS
from cases.metadata_schema import METADATA_SCHEMA
from cases.ml_models import ML_MODELS
from cases.models import MODELS
from cases.ontologies import ONTOLOGIES
from cases.others import OTHERS, TIMER
from cases.presets import PRESETS
from cases.projects import PROJECTS
from cases.scenes import SCENES
from cases.storage import STORAGE
from cases.vocabulary import ISO, ISO_VALUE, UID, UID_VALUE, Case, Key, key
from cases.workflow_tasks import WORKFLOW_TASKS

__all__ = [
    "CASES",
    "CASE_OF",
    "IMAGE_DATA",
    "ISO",
    "ISO_VALUE",
    "LABELS",
    "METADATA",
    "TIMER",
    "UID",
    "UID_VALUE",
    "Case",
    "Key",
    "key",
]

CASES: Final = (
    *DATASETS,
    *LABEL_ROWS,
    *LABELS,
    *MODELS,
    *ML_MODELS,
    *ONTOLOGIES,
    *PROJECTS,
    *OTHERS,
    *PRESETS,
    *EDITOR_LOGS,
    *ISSUES,
    *WORKFLOW_TASKS,
    *COLLECTIONS,
    *DEIDENTIFICATION,
    *CLIENT_METADATA_SCHEMA,
    *GROUPS,
    *METADATA_SCHEMA,
    *STORAGE,
    *SCENES,
)
CASE_OF: Final = {one.cls: one for one in CASES}

METADATA: Final[dict[str, Any]] = {
    "label_hash": "l",
    "created_at": "2023-03-21T09:58:08.472959",
    "last_edited_at": "2023-03-21T09:58:08.472959",
    "data_hash": "d",
    "dataset_hash": "d",
    "dataset_title": "t",
    "data_title": "t",
    "data_type": "VIDEO",
    "data_link": None,
    "label_status": "LABELLED",
    "annotation_task_status": None,
    "workflow_graph_node": {"uuid": "u", "title": "t"},
    "is_shadow_data": False,
    "number_of_frames": 1,
    "duration": None,
    "frames_per_second": None,
    "height": None,
    "width": None,
}
"""A whole payload of `LabelRowMetadata`, as servers send it."""
