"""How orm_attrs.label_row looks on the wire."""

from converters.wire.codecs import FLAG_OR_NONE_TEXT, TEXT_OR_FALSE
from converters.wire.vocabulary import Tables, db_record, query_object, v2_object, wire
from orm_attrs import label_row as models

_LATER_METADATA = (
    "branch_name",
    "priority",
    "client_metadata",
    "images_data",
    "file_type",
    "is_valid",
    "audio_sample_rate",
    "audio_codec",
    "audio_bit_depth",
    "audio_num_channels",
    "backing_item_uuid",
    "task_uuid",
    "assigned_user_email",
    "last_actioned_by_user_email",
    "group_hash",
    "spaces",
)

TABLES: Tables = {
    models.LabelRow: db_record(
        identified_by="label_hash",
        is_image_sequence=wire(codec=FLAG_OR_NONE_TEXT),
        video_link=wire(codec=TEXT_OR_FALSE),
    ),
    models.LabelRowMetadata: query_object(later=_LATER_METADATA),
    models.LabelRowMetadataWithClientMetadataSignedUrl: query_object(
        later=(*_LATER_METADATA, "client_metadata_signed_url")
    ),
    models.LabelRowMetadataDTO: v2_object(
        label_hash=wire("label_uuid"),
        data_hash=wire("data_uuid"),
        group_hash=wire("group_uuid"),
        dataset_hash=wire("dataset_uuid"),
        other_keys={
            "label_hash": "label_hash",
            "data_hash": "data_hash",
            "group_hash": "group_hash",
            "dataset_hash": "dataset_hash",
        },
    ),
    models.LabelValidationState: v2_object(),
    models.WorkflowGraphNode: query_object(),
    models.WorkflowGraphNodeDTO: v2_object(),
    models.Review: query_object(),
}
