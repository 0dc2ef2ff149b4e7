"""The kinds of data that can be annotated."""

from orm_attrs.string_enum import StringEnum


class DataType(StringEnum):
    """What a data row consists of.

    The values are lower case; some messages, `DataRow` among them, carry them in upper case.
    """

    VIDEO = "video"
    IMG_GROUP = "img_group"
    """Several images under one title, either independent or as an image sequence."""
    DICOM = "dicom"
    """A DICOM series."""
    IMAGE = "image"
    """One single image."""
    DICOM_STUDY = "dicom_study"
    MISSING_DATA_TYPE = "_MISSING_DATA_TYPE_"
    """Stands in for every kind that is not listed here, as newer servers know more of them."""
