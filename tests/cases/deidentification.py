"""How de-identification of DICOM files look on the wire."""

from __future__ import annotations

from typing import Final

import orm_attrs as orm
from cases.vocabulary import LINK, UID, UID_VALUE, camel, defaulted_camel, optional_camel, v2_object

DICOM_DE_ID_SAVE_CONDITION: Final = v2_object(
    orm.DicomDeIdSaveCondition,
    camel("value", ["CT", "MR"], expected="str or a list"),
    camel("condition_type", "in", orm.DicomDeIdSaveConditionType.IN),
    camel("dicom_tag", "PatientName"),
)

DEIDENTIFICATION: Final = (
    DICOM_DE_ID_SAVE_CONDITION,
    v2_object(
        orm.DicomDeIdStartPayload,
        camel("integration_uuid", UID, UID_VALUE),
        camel("dicom_urls", [LINK]),
        defaulted_camel("redact_dicom_tags", False, default=True),
        defaulted_camel(
            "redact_pixels_mode",
            "redactNoText",
            orm.DicomDeIdRedactTextMode.REDACT_NO_TEXT,
            default=orm.DicomDeIdRedactTextMode.REDACT_NO_TEXT,
        ),
        optional_camel(
            "save_conditions",
            [DICOM_DE_ID_SAVE_CONDITION.payload],
            [DICOM_DE_ID_SAVE_CONDITION.object],
        ),
        optional_camel("upload_dir", "anonymous"),
    ),
    v2_object(
        orm.DicomDeIdGetResultParams,
        camel("timeout_seconds", 5),
    ),
    v2_object(
        orm.DicomDeIdGetResultResponse,
        camel("status", "ERROR", orm.DicomDeIdGetResultLongPollingStatus.ERROR),
        optional_camel("urls", [LINK]),
    ),
)
