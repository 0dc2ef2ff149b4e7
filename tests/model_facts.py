"""What the platform's description says of every constant and constructor; of enums, see `enum_facts`.

Nothing here is computed from the packages when tests run: whoever changes a member, a value, a
default or the order of arguments there has to say so here, too.
"""

from __future__ import annotations

from typing import Any, Final

CONSTANTS: Final[dict[str, Any]] = {
    "DATETIME_STRING_FORMAT": "%Y-%m-%d %H:%M:%S",
    "DEFAULT_BACKOFF_FACTOR": 1.5,
    "DEFAULT_CONNECTION_RETRIES": 3,
    "DEFAULT_CONNECT_TIMEOUT": 180,
    "DEFAULT_MAX_RETRIES": 3,
    "DEFAULT_READ_TIMEOUT": 180,
    "DEFAULT_WRITE_TIMEOUT": 180,
    "ENCORD_CONTACT_SUPPORT_EMAIL": "support@encord.com",
}
"""The constants that are numbers and texts."""

OBJECTS: Final[dict[str, str]] = {
    "DEFAULT_DATASET_ACCESS_SETTINGS": (
        "DatasetAccessSettings(fetch_client_metadata=False, fetch_rows=True)"
    ),
    "DEFAULT_REQUESTS_SETTINGS": (
        "RequestsSettings(max_retries=3, backoff_factor=1.5, connection_retries=3,"
        " connect_timeout=180, read_timeout=180, write_timeout=180)"
    ),
}
"""The constants that are objects, as they are printed."""

ALIASES: Final[dict[str, str]] = {
    "WorkflowStage": "WorkflowAgentNode | WorkflowNode",
    "ProjectWorkflowSettings": "ManualReviewWorkflowSettings | BenchmarkQaWorkflowSettings",
}
"""The names of unions."""

FORMER_NAMES: Final[dict[str, str]] = {"DatasetType": "StorageLocation"}
"""Names that mean the same as another one."""

CONSTRUCTORS: Final[dict[str, str]] = {
    "AddPrivateDataResponse": "dataset_data_list",
    "AddProjectIssueTagsPayload": "issue_tag_names",
    "AgentNodePathway": "uuid, title, destination_uuid",
    "ApiKeyMeta": "title=None, resource_type=None",
    "Audio": "*, data_hash=None, title=None, file_link=None, backing_item_uuid=None",
    "BaseWorkflowNode": "stage_type, uuid, title",
    "BenchmarkQaWorkflowSettings": "source_projects=[]",
    "BoundingBoxFittingParams": "labels=None, video=None",
    "BulkClassificationsPayload": "label_uuids, branch_name='main'",
    "BulkClassificationsResponse": "labels",
    "ChildInfo": "layout_key=None, file_name=None, data_link=None",
    "ClassificationAnswerEntry": "*, classification_hash, feature_hash=None, classifications, range=None, created_at=None, created_by=None, last_edited_at=None, last_edited_by=None, manual_annotation=None",
    "ClassificationAnswerObject": "*, name, value, answers, feature_hash, manual_annotation",
    "CloudIntegration": "id, title",
    "CloudIntegrationV2": "integration_uuid, title",
    "CloudUploadSettings": "max_retries=None, backoff_factor=None, allow_failures=False",
    "CollaboratorTimer": "*, user_email, user_role, data_title=None, time_seconds",
    "CollaboratorTimerParams": "*, project_hash, after, before=None, group_by=CollaboratorTimersGroupBy.DATA_UNIT, page_size=100, page_token=None",
    "CopyDatasetOptions": "*, action=CopyDatasetAction.ATTACH, dataset_title=None, dataset_description=None, datasets_to_data_hashes_map={}",
    "CopyLabelsOptions": "accepted_label_hashes=None, accepted_label_statuses=None",
    "CopyProjectLabelsOptions": "*, datasets_to_data_hashes_map={}, accepted_label_hashes=None, accepted_label_statuses=None, create_new_dataset=None",
    "CopyProjectPayload": "copy_project_options=[], copy_labels_options=None, project_copy_metadata=None",
    "CreateDatasetPayload": "*, title, description=None, create_backing_folder, legacy_call=False",
    "CreateDatasetResponse": "*, title, storage_location, dataset_hash, user_hash, backing_folder_uuid=None",
    "CreateDatasetResponseV2": "dataset_uuid, backing_folder_uuid=None",
    "CreateOrganisationTagPayload": "name, description=None",
    "CvatImportDataItem": "*, data_path, data_link, title",
    "CvatImportGetResultParams": "timeout_seconds",
    "CvatImportGetResultResponse": "status, project_uuid=None, issues=None",
    "CvatImportStartPayload": "*, annotations_base64, dataset_uuid, review_mode, data, transform_bounding_boxes_to_polygons",
    "DataClientMetadata": "payload",
    "DataRow": "*, uid, title, data_type, created_at, last_edited_at, width, height, file_link, file_size, file_type, storage_location, frames_per_second, duration, client_metadata=None, images_data=None, signed_url=None, is_optimised_image_group=None, backing_item_uuid=None",
    "DataRows": "data_rows",
    "DataUnitError": "*, object_urls, error, subtask_uuid, action_description",
    "Dataset": "*, title, storage_location, data_rows=[], dataset_hash, description=None, backing_folder_uuid=None",
    "DatasetAPIKey": "*, dataset_hash, api_key, title, key_hash, scopes",
    "DatasetAccessSettings": "fetch_client_metadata, fetch_rows=True",
    "DatasetData": "data_hash=None, video=None, images=None",
    "DatasetDataInfo": "data_hash, title, backing_item_uuid=None",
    "DatasetDataLongPolling": "*, status, data_hashes_with_titles, errors, units_pending_count, units_done_count, units_error_count, data_unit_errors=None, units_cancelled_count=None",
    "DatasetInfo": "*, dataset_hash, user_hash, title, description, type, created_at, last_edited_at, backing_folder_uuid=None",
    "DatasetLinkItems": "",
    "DatasetUser": "user_email, user_role, dataset_hash",
    "DatasetUsers": "",
    "DatasetWithUserRole": "user_role, dataset",
    "DatasetWithUserRoleV2": "*, dataset_uuid, title, description, created_at, last_edited_at, user_role=None, storage_location=None, backing_folder_uuid=None",
    "DatasetsWithUserRolesListParams": "*, title_eq=None, title_like=None, description_eq=None, description_like=None, created_before=None, created_after=None, edited_before=None, edited_after=None, include_org_access=False",
    "DatasetsWithUserRolesListResponse": "result",
    "DicomDeidentifyTask": "dicom_urls, integration_hash",
    "DicomFrameInfo": "*, width, height, instance_uid, file_name",
    "DicomSeries": "data_hash, title",
    "FileInSceneInfo": "*, stream_id, event_index, start_frame=None, uri",
    "GetCloudIntegrationsParams": "*, filter_integration_uuids=None, filter_integration_titles=None, include_org_access=False",
    "GetCloudIntegrationsResponse": "result",
    "GetProjectUsersPayload": "page_token=None",
    "Image": "*, data_hash=None, image_hash=None, title=None, file_link=None",
    "ImageData": "*, image_hash, title, file_link, file_type, file_size, storage_location, created_at, last_edited_at, width, height, signed_url=None",
    "ImageGroup": "data_hash=None, title=None, file_link=None",
    "ImageGroupOCR": "processed_texts",
    "ImageSequenceFrameInfo": "*, data_uuid, data_type, data_sequence, data_link, data_title",
    "Images": "success",
    "ImagesDataFetchOptions": "fetch_signed_urls=False",
    "LabelClassificationsEntry": "*, label_uuid, data_uuid, data_title=None, branch_name='main', classification_answers={}, export_uuid=None, exported_at=None",
    "LabelLog": "*, log_hash, user_hash, user_email, annotation_hash, identifier, data_hash, feature_hash, action, label_name, time_taken, created_at, frame",
    "LabelLogParams": "*, user_hash=None, data_hash=None, start_timestamp=None, end_timestamp=None, user_email=None, include_user_email_and_interface_key=True",
    "LabelRow": "*, label_hash=None, created_at=None, last_edited_at=None, dataset_hash=None, dataset_title=None, data_title=None, data_hash=None, data_type=None, data_units=None, object_answers=None, classification_answers=None, object_actions=None, label_status=None, annotation_task_status=None, branch_name=None, is_valid=None, spaces=None, scene=None",
    "LabelRowMetadata": "*, label_hash=None, created_at=None, last_edited_at=None, data_hash, dataset_hash, dataset_title, data_title, data_type, data_link, label_status, annotation_task_status=None, workflow_graph_node=None, is_shadow_data=False, number_of_frames, duration=None, frames_per_second=None, height=None, width=None, branch_name=None, priority=None, client_metadata=None, images_data=None, file_type=None, is_valid=True, audio_sample_rate=None, audio_codec=None, audio_bit_depth=None, audio_num_channels=None, backing_item_uuid=None, task_uuid=None, assigned_user_email=None, last_actioned_by_user_email=None, group_hash=None, spaces=None",
    "LabelRowMetadataDTO": "*, label_hash=None, created_at=None, last_edited_at=None, branch_name, data_hash, group_hash=None, dataset_hash, dataset_title, data_title, data_type, data_link=None, label_status, annotation_task_status=None, workflow_graph_node=None, is_shadow_data=False, frames_per_second=None, number_of_frames, duration=None, height=None, width=None, audio_sample_rate=None, audio_codec=None, audio_bit_depth=None, audio_num_channels=None, task_uuid=None, priority=None, client_metadata=None, images_data=None, file_type=None, is_valid=True, backing_item_uuid=None, assigned_user_email=None, last_actioned_by_user_email=None",
    "LabelRowMetadataWithClientMetadataSignedUrl": "*, label_hash=None, created_at=None, last_edited_at=None, data_hash, dataset_hash, dataset_title, data_title, data_type, data_link, label_status, annotation_task_status=None, workflow_graph_node=None, is_shadow_data=False, number_of_frames, duration=None, frames_per_second=None, height=None, width=None, branch_name=None, priority=None, client_metadata=None, images_data=None, file_type=None, is_valid=True, audio_sample_rate=None, audio_codec=None, audio_bit_depth=None, audio_num_channels=None, backing_item_uuid=None, task_uuid=None, assigned_user_email=None, last_actioned_by_user_email=None, group_hash=None, spaces=None, client_metadata_signed_url=None",
    "LabelValidationState": "label_hash, branch_name, version, is_valid, errors",
    "LabelWorkflowGraphNode": "",
    "LabelWorkflowGraphNodePayload": "action=None",
    "LabelingAlgorithm": "algorithm_name=None, algorithm_parameters=None",
    "ListBranchesParams": "limit=None, page_token=None",
    "ManualReviewWorkflowSettings": "",
    "Model": "model_operation=None, model_parameters=None",
    "ModelConfiguration": "*, model_uid, title, description, feature_node_hashes, model, model_iteration_uids",
    "ModelInferenceParams": "*, files=None, conf_thresh=None, iou_thresh=None, device=None, detection_frame_range=None, allocation_enabled=None, data_hashes=None, rdp_thresh=None",
    "ModelRow": "*, model_hash=None, title=None, description=None, features=None, model=None",
    "ModelTrainingLabel": "label_metadata_list, feature_uids",
    "ModelTrainingLabelMetadata": "label_uid, data_uid, data_link",
    "ModelTrainingParams": "*, model_hash=None, label_rows=None, epochs=None, batch_size=None, weights=None, device=None",
    "ModelTrainingWeights": "model=None, training_config_link=None, training_weights_link=None",
    "ObjectInterpolationParams": "key_frames=None, objects_to_interpolate=None",
    "OrganisationTag": "uuid, name",
    "Page": "results, next_page_token=None",
    "Project": "*, project_hash=None, title=None, description=None, created_at=None, last_edited_at=None, editor_ontology=None, datasets=None, label_rows=None, ontology_hash=None, source_projects=None, workflow_manager_uuid=None",
    "ProjectAPIKey": "api_key, title, scopes",
    "ProjectBranchResult": "name",
    "ProjectCopy": "",
    "ProjectCopyMetadata": "*, project_title=None, project_description=None, dataset_title=None, dataset_description=None",
    "ProjectDTO": "*, project_hash, project_type, status, title, description, created_at, creator_email, last_edited_at, ontology_hash, editor_ontology, user_role=None, source_projects=None, workflow_manager_uuid=None, workflow=None",
    "ProjectDataset": "dataset_hash, title, description",
    "ProjectFilterParams": "*, title_eq=None, title_like=None, desc_eq=None, desc_like=None, created_before=None, created_after=None, edited_before=None, edited_after=None, include_org_access=False, tags_anyof=None, page_token=None",
    "ProjectImporter": "project_hash=None, errors=None",
    "ProjectImporterCvatInfo": "export_type=None",
    "ProjectTag": "uuid, name",
    "ProjectUser": "user_email, user_role, project_hash",
    "ProjectUserResponse": "user_email, user_role",
    "ProjectUsers": "",
    "ProjectWithUserRole": "user_role, project",
    "PublicDatasetUser": "dataset_uuid, user_email, user_role",
    "ReEncodeVideoTask": "status, result=None",
    "ReEncodeVideoTaskResult": "*, data_hash, signed_url=None, bucket_path",
    "RemoveDatasetUsersPayload": "user_emails",
    "RemoveProjectUsersPayload": "user_emails",
    "RequestsSettings": "*, max_retries=3, backoff_factor=1.5, connection_retries=3, connect_timeout=180, read_timeout=180, write_timeout=180",
    "Review": "",
    "RootInfo": "file_name=None",
    "SetProjectStatusPayload": "status",
    "SignedAudioURL": "*, signed_url=None, data_hash=None, title=None, file_link=None",
    "SignedDicomURL": "*, signed_url=None, data_hash=None, title=None, file_link=None",
    "SignedImageURL": "*, signed_url=None, data_hash=None, title=None, file_link=None",
    "SignedVideoURL": "*, signed_url=None, data_hash=None, title=None, file_link=None",
    "SingleImage": "*, data_hash=None, image_hash=None, title=None, file_link=None, success=None",
    "SpaceInfo": "*, space_type, labels=None, child_info=None, root_info=None, scene_info=None, number_of_frames=None, number_of_pages=None, width=None, height=None, data_duration=None, data_fps=None, duration_ms=None, frames=None",
    "TaskAction": "*, timestamp, action_type, project_uuid, workflow_stage_uuid, task_uuid, data_unit_uuid, actor_email",
    "TaskActionParams": "*, project_uuid, after, before, actor_emails=None, event_types=None, workflow_stage_uuids=None, data_unit_uuids=None, page_token=None",
    "TaskPriorityParams": "priorities",
    "TimeSpent": "*, period_start_time, period_end_time, time_spent_seconds, user_email, project_user_role, data_uuid, data_title, dataset_uuid, dataset_title, workflow_task_uuid=None, workflow_stage=None",
    "TimeSpentParams": "*, project_uuid, after, before=None, workflow_stage_uuids=None, user_emails=None, dataset_uuids=None, data_uuids=None, data_title=None, page_token=None",
    "TrainingMetadata": "*, model_iteration_uid, created_at=None, training_final_loss=None, model_training_labels=None",
    "Video": "*, data_hash=None, title=None, file_link=None, backing_item_uuid=None",
    "WorkflowAgentNode": "stage_type, uuid, title, pathways",
    "WorkflowDTO": "stages",
    "WorkflowGraphNode": "uuid, title",
    "WorkflowGraphNodeDTO": "uuid, title",
    "WorkflowNode": "stage_type, uuid, title",
}
"""Every class: the arguments of its constructor, with defaults; after ``*`` they have names."""

FROZEN: Final = frozenset(
    {
        "AddPrivateDataResponse",
        "CloudIntegration",
        "DataClientMetadata",
        "DataRows",
        "DatasetAPIKey",
        "DatasetDataInfo",
        "DatasetDataLongPolling",
        "DatasetInfo",
        "DatasetLinkItems",
        "DatasetUser",
        "DatasetUsers",
        "DatasetWithUserRole",
        "DicomDeidentifyTask",
        "DicomSeries",
        "ImageData",
        "ImageGroupOCR",
        "Images",
        "LabelLog",
        "LabelRowMetadata",
        "LabelRowMetadataWithClientMetadataSignedUrl",
        "LabelWorkflowGraphNode",
        "ManualReviewWorkflowSettings",
        "ProjectAPIKey",
        "ProjectCopy",
        "ProjectUser",
        "ProjectUsers",
        "ProjectWithUserRole",
        "ReEncodeVideoTask",
        "ReEncodeVideoTaskResult",
        "Review",
        "WorkflowGraphNode",
        "WorkflowGraphNodeDTO",
    }
)
"""The classes whose objects cannot be changed."""

NO_WEAK_REFERENCES: Final = FROZEN | {"DataRow"}
"""The classes whose objects are made faster, and take no weak references in return."""

LISTS: Final[dict[str, str]] = {
    "SignedDicomsURL": "SignedDicomURL",
    "SignedImagesURL": "SignedImageURL",
}
"""The classes that are lists of another one."""

NOT_UPDATABLE: Final[dict[str, tuple[str, ...]]] = {
    "ApiKeyMeta": ("resource_type",),
    "Audio": ("data_hash", "backing_item_uuid"),
    "Image": ("data_hash",),
    "ImageGroup": ("data_hash",),
    "LabelRow": ("label_hash",),
    "Project": ("editor_ontology", "datasets", "label_rows"),
    "SingleImage": ("data_hash",),
    "Video": ("data_hash", "backing_item_uuid"),
}
"""The fields that an update of a record leaves alone."""

TRACKED: Final[dict[str, tuple[str, ...]]] = {"DataRow": ("title", "client_metadata")}
"""The fields whose changes are noted, to be saved."""

HELPERS: Final = frozenset(
    {
        *("CamelStrEnum", "StringEnum", "Keeper", "Tracker", "STORAGE_LOCATION_BY_STR"),
        *("changes", "forget_changes", "get_all_model_iteration_uids", "snake_to_camel"),
    }
)
"""The other public names."""
