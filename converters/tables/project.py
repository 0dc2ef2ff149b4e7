"""How orm_attrs.project looks on the wire."""

from converters.wire.codecs import LIST_OR_TEXT, OBJECT_OR_TEXT, SQL_DATETIME
from converters.wire.vocabulary import (
    Tables,
    Tag,
    Unions,
    db_record,
    query_object,
    v2_object,
    wire,
)
from orm_attrs import project as models

TABLES: Tables = {
    models.Project: db_record(
        identified_by="project_hash",
        created_at=wire(codec=SQL_DATETIME),
        last_edited_at=wire(codec=SQL_DATETIME),
        editor_ontology=wire(codec=OBJECT_OR_TEXT),
        datasets=wire(codec=LIST_OR_TEXT),
        label_rows=wire(codec=LIST_OR_TEXT),
    ),
    models.CopyDatasetOptions: query_object(),
    models.CopyLabelsOptions: query_object(),
    models.CopyProjectPayload: query_object(),
    models.CopyProjectLabelsOptions: query_object(),
    models.ProjectCopyMetadata: query_object(),
    models.ManualReviewWorkflowSettings: query_object(),
    # The key tells it from the settings of a project with manual review.
    models.BenchmarkQaWorkflowSettings: query_object(source_projects=wire(omit_if_default=False)),
    models.ProjectImporter: db_record(),
    models.ProjectImporterCvatInfo: db_record(),
    models.TaskPriorityParams: v2_object(),
    models.ProjectCopy: query_object(),
    models.ProjectUsers: query_object(),
    models.ProjectDataset: v2_object(),
    models.OrganisationTag: v2_object(),
    models.CreateOrganisationTagPayload: v2_object(),
    models.AddProjectIssueTagsPayload: v2_object(),
    models.ProjectDTO: v2_object(),
    models.CvatImportDataItem: v2_object(),
    models.CvatImportStartPayload: v2_object(),
    models.CvatImportGetResultParams: v2_object(),
    models.CvatImportGetResultResponse: v2_object(),
    models.ProjectFilterParams: v2_object(),
    models.SetProjectStatusPayload: v2_object(),
    models.GetProjectUsersPayload: v2_object(),
    models.RemoveProjectUsersPayload: v2_object(),
    models.ProjectUserResponse: v2_object(),
    models.ProjectBranchResult: v2_object(),
    models.ListBranchesParams: v2_object(),
    models.BulkClassificationsPayload: v2_object(),
    models.ClassificationAnswerObject: v2_object(),
    models.ClassificationAnswerEntry: v2_object(),
    models.LabelClassificationsEntry: v2_object(),
    models.BulkClassificationsResponse: v2_object(),
    models.CopyBranchRequest: v2_object(request=True),
    models.CopyBranchResult: v2_object(),
}

UNIONS: Unions = {
    models.ProjectWorkflowSettings: Tag(
        "source_projects",
        models.BenchmarkQaWorkflowSettings,
        unknown=models.ManualReviewWorkflowSettings,
    ),
}
