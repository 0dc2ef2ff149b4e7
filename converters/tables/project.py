"""How orm_attrs.project looks on the wire."""

from converters.wire.codecs import LIST_OR_TEXT, OBJECT_OR_TEXT, SQL_DATETIME
from converters.wire.vocabulary import Choice, Tables, Unions, dto, record, table, wire
from orm_attrs import project as models

TABLES: Tables = {
    models.Project: record(
        created_at=wire(codec=SQL_DATETIME),
        last_edited_at=wire(codec=SQL_DATETIME),
        editor_ontology=wire(codec=OBJECT_OR_TEXT),
        datasets=wire(codec=LIST_OR_TEXT),
        label_rows=wire(codec=LIST_OR_TEXT),
    ),
    models.CopyDatasetOptions: table(),
    models.CopyLabelsOptions: table(),
    models.CopyProjectPayload: table(),
    models.CopyProjectLabelsOptions: table(),
    models.ProjectCopyMetadata: table(),
    models.ManualReviewWorkflowSettings: table(),
    # The key tells it from the settings of a project with manual review.
    models.BenchmarkQaWorkflowSettings: table(source_projects=wire(omit_if_default=False)),
    models.ProjectImporter: record(),
    models.ProjectImporterCvatInfo: record(),
    models.TaskPriorityParams: dto(),
    models.ProjectCopy: table(),
    models.ProjectUsers: table(),
    models.ProjectDataset: dto(),
    models.OrganisationTag: dto(),
    models.CreateOrganisationTagPayload: dto(),
    models.AddProjectIssueTagsPayload: dto(),
    models.ProjectDTO: dto(),
    models.CvatImportDataItem: dto(),
    models.CvatImportStartPayload: dto(),
    models.CvatImportGetResultParams: dto(),
    models.CvatImportGetResultResponse: dto(),
    models.ProjectFilterParams: dto(),
    models.SetProjectStatusPayload: dto(),
    models.GetProjectUsersPayload: dto(),
    models.RemoveProjectUsersPayload: dto(),
    models.ProjectUserResponse: dto(),
    models.ProjectBranchResult: dto(),
    models.ListBranchesParams: dto(),
    models.BulkClassificationsPayload: dto(),
    models.ClassificationAnswerObject: dto(),
    models.ClassificationAnswerEntry: dto(),
    models.LabelClassificationsEntry: dto(),
    models.BulkClassificationsResponse: dto(),
}

UNIONS: Unions = {
    models.ProjectWorkflowSettings: Choice(
        ("source_projects",),
        models.BenchmarkQaWorkflowSettings,
        otherwise=models.ManualReviewWorkflowSettings,
    ),
}
