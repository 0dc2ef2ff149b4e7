"""How orm_attrs.filter_preset looks on the wire."""

from converters.wire.vocabulary import Tables, query_object, v2_object, wire
from orm_attrs import filter_preset as models

TABLES: Tables = {
    models.GetPresetParams: v2_object(
        preset_uuids=wire("uuids"), other_keys={"preset_uuids": "preset_uuids"}, request=True
    ),
    models.FilterPreset: v2_object(),
    models.GetProjectFilterPresetParams: v2_object(request=True),
    models.ProjectFilterPreset: v2_object(),
    models.FilterDefinition: v2_object(),
    models.IndexFilterPresetDefinition: query_object(),
    models.ActiveFilterPresetDefinition: v2_object(),
    models.GetPresetsResponse: v2_object(),
    models.CreatePresetParams: v2_object(request=True),
    models.IndexCreatePresetPayload: v2_object(request=True),
    models.ActiveCreatePresetPayload: v2_object(request=True),
    models.IndexUpdatePresetPayload: v2_object(request=True),
    models.ActiveUpdatePresetPayload: v2_object(request=True),
}
