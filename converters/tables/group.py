"""How orm_attrs.group looks on the wire."""

from converters.wire.vocabulary import Tables, v2_object
from orm_attrs import group as models

TABLES: Tables = {
    models.Group: v2_object(),
    models.GroupUser: v2_object(),
    models.CreateGroupPayload: v2_object(request=True),
    models.EditGroupPayload: v2_object(request=True),
    models.AddGroupUsersPayload: v2_object(request=True),
    models.RemoveGroupUsersPayload: v2_object(request=True),
    models.ProjectGroup: v2_object(),
    models.OntologyGroup: v2_object(),
    models.DatasetGroup: v2_object(),
    models.StorageFolderGroup: v2_object(),
    models.AddProjectGroupsPayload: v2_object(request=True),
    models.AddDatasetGroupsPayload: v2_object(request=True),
    models.AddOntologyGroupsPayload: v2_object(request=True),
    models.AddStorageFolderGroupsPayload: v2_object(request=True),
    models.RemoveGroupsParams: v2_object(request=True),
}
