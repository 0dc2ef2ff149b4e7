"""The little that the models do themselves."""

import pytest

from orm_attrs import (
    AutomationModels,
    DataRow,
    ModelConfiguration,
    Project,
    get_all_model_iteration_uids,
    snake_to_camel,
)


def configuration(*uids: str) -> ModelConfiguration:
    return ModelConfiguration(
        model_uid="m",
        title="t",
        description="d",
        feature_node_hashes=[],
        model=AutomationModels.RESNET18,
        model_iteration_uids=list(uids),
    )


def test_the_training_runs_of_several_models_are_collected() -> None:
    assert get_all_model_iteration_uids([configuration("a", "b"), configuration("b")]) == {"a", "b"}
    assert get_all_model_iteration_uids([]) == set()


def test_a_project_lists_the_hash_of_each_label_row() -> None:
    rows = [{"label_hash": "a"}, {"data_hash": "d"}, {"label_hash": None}]
    assert Project(label_rows=rows).get_labels_list() == ["a", None, None]
    assert Project().get_labels_list() == []
    with pytest.raises(TypeError, match="label_rows is JSON text"):
        Project(label_rows="[]").get_labels_list()


def test_an_image_sequence_has_two_names() -> None:
    row = DataRow.__new__(DataRow)
    row.is_optimised_image_group = True
    assert row.is_image_sequence is True


@pytest.mark.parametrize(
    ("snake", "camel"),
    [
        ("user_email", "userEmail"),
        ("DATA_UNIT", "dataUnit"),
        ("title", "title"),
        ("a__b", "a__B"),
        ("_private_", "_private_"),
        ("x1_y2", "x1Y2"),
        ("URL_path", "urlPath"),
        ("camelCase", "camelcase"),
        ("", ""),
        ("\u00fc_ber", "\u00dc_Ber"),
    ],
)
def test_names_turn_into_camel_case_as_they_do_there(snake: str, camel: str) -> None:
    assert snake_to_camel(snake) == camel
