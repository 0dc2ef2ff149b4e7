"""Our enums with wire values for member values, which is what the other libraries read fastest."""

from __future__ import annotations

from enum import Enum, IntEnum
from typing import Any


class DataType(Enum):
    """The data types of a data row, in upper case."""

    VIDEO = "VIDEO"
    IMG_GROUP = "IMG_GROUP"
    DICOM = "DICOM"
    IMAGE = "IMAGE"
    DICOM_STUDY = "DICOM_STUDY"
    MISSING_DATA_TYPE = "_MISSING_DATA_TYPE_"

    @classmethod
    def _missing_(cls, _: Any) -> DataType:
        return cls.MISSING_DATA_TYPE


class StorageLocation(IntEnum):
    """The storage locations of a data row and its images, as numbers."""

    CORD_STORAGE = 0
    AWS = 1
    GCP = 2
    AZURE = 3
    OTC = 4
    NEW_STORAGE = -99

    @classmethod
    def _missing_(cls, _: Any) -> StorageLocation:
        return cls.NEW_STORAGE


class StorageLocationName(Enum):
    """The storage locations of a dataset, as names."""

    CORD_STORAGE = "CORD_STORAGE"
    AWS = "AWS_S3"
    GCP = "GCP_STR"
    AZURE = "AZURE_STR"
    OTC = "OTC_STR"
    NEW_STORAGE = "NEW_STORAGE"

    @classmethod
    def _missing_(cls, _: Any) -> StorageLocationName:
        return cls.NEW_STORAGE


class LabelStatus(Enum):
    """How far the labels of a row have come."""

    NOT_LABELLED = "NOT_LABELLED"
    LABEL_IN_PROGRESS = "LABEL_IN_PROGRESS"
    LABELLED = "LABELLED"
    REVIEW_IN_PROGRESS = "REVIEW_IN_PROGRESS"
    REVIEWED = "REVIEWED"
    REVIEWED_TWICE = "REVIEWED_TWICE"
    MISSING_LABEL_STATUS = "_MISSING_LABEL_STATUS_"

    @classmethod
    def _missing_(cls, _: Any) -> LabelStatus:
        return cls.MISSING_LABEL_STATUS
