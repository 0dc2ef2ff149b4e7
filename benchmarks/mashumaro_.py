"""What mashumaro is asked to do. It converts scalars instead of checking them: 5 becomes "5"."""

from __future__ import annotations

from importlib.metadata import version

from mashumaro.codecs import BasicDecoder, BasicEncoder
from mashumaro.codecs.orjson import ORJSONDecoder, ORJSONEncoder

from benchmarks.dataclass_models import DataRow, Dataset, LabelRow, LabelRowMetadata

NAME = "mashumaro"
VERSION = version("mashumaro")

rows_from_dicts = BasicDecoder(list[DataRow]).decode
one_from_dict = BasicDecoder(DataRow).decode
dataset_from_dict = BasicDecoder(Dataset).decode
metadata_from_dicts = BasicDecoder(list[LabelRowMetadata]).decode
label_row_from_dict = BasicDecoder(LabelRow).decode
rows_to_dicts = BasicEncoder(list[DataRow]).encode
rows_from_bytes = ORJSONDecoder(list[DataRow]).decode
rows_to_bytes = ORJSONEncoder(list[DataRow]).encode
