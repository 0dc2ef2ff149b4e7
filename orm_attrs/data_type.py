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
    NIFTI = "nifti"
    """A volume of medical images in one file."""
    AUDIO = "audio"
    TIME_SERIES = "time_series"
    PLAIN_TEXT = "plain_text"
    """Text, HTML included."""
    PDF = "pdf"
    GROUP = "group"
    """Data of several kinds that is labelled together; see `LabelRow.spaces`."""
    SCENE = "scene"
    """Point clouds and images of one place over time."""
    MISSING_DATA_TYPE = "_MISSING_DATA_TYPE_"
    """Stands in for every kind that is not listed here, as newer servers know more of them."""
