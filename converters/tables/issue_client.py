"""How orm_attrs.issue_client looks on the wire."""

from converters.wire.vocabulary import Tables, Tag, Unions, v2_object, wire
from orm_attrs import issue_client as models

TABLES: Tables = {
    models.IssueFrameRange: v2_object(),
    models.FileIssueAnchor: v2_object(request=True),
    models.FrameIssueAnchor: v2_object(request=True),
    models.CoordinateIssueAnchor: v2_object(request=True),
    models.SceneCoordinateIssueAnchor: v2_object(request=True),
    models.AnnotationIssueAnchor: v2_object(request=True),
    models.NewIssue: v2_object(request=True),
    models.CreateIssuesPayload: v2_object(request=True),
    models.GetIssuesParam: v2_object(request=True),
    models.DeleteIssuesBody: v2_object(request=True),
    models.IssueComment: v2_object(),
    models.GetIssueTagsParams: v2_object(request=True),
    models.IssueTag: v2_object(),
    models.IssueResolution: v2_object(),
    models.FileIssue: v2_object(),
    models.FrameIssue: v2_object(),
    models.IssueCoordinate: v2_object(),
    models.CoordinateIssue: v2_object(),
    models.SceneIssueCoordinate: v2_object(),
    models.SceneCoordinateIssue: v2_object(),
    models.FrameRangeIssue: v2_object(),
    models.AnnotationIssue: v2_object(),
    models.OtherIssue: v2_object(content=wire(rest=True)),
}

UNIONS: Unions = {
    models.IssueAnchor: Tag(
        "type",
        {
            "dataUnit": models.FileIssueAnchor,
            "frame": models.FrameIssueAnchor,
            "frameCoordinate": models.CoordinateIssueAnchor,
            "sceneCoordinate": models.SceneCoordinateIssueAnchor,
            "annotation": models.AnnotationIssueAnchor,
        },
    ),
    models.Issue: Tag(
        "type",
        {
            "dataUnit": models.FileIssue,
            "frame": models.FrameIssue,
            "frameCoordinate": models.CoordinateIssue,
            "sceneCoordinate": models.SceneCoordinateIssue,
            "frameRange": models.FrameRangeIssue,
            "annotation": models.AnnotationIssue,
        },
        unknown=models.OtherIssue,
    ),
}
