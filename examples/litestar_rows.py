"""An example: data rows in the signatures of Litestar.

``uvicorn --app-dir examples litestar_rows:app``
"""

from typing import Annotated

from litestar import Litestar, get, put
from litestar.exceptions import NotFoundException
from litestar.params import Body

from converters.web.litestar import WirePlugin
from orm_attrs import DataRow, Dataset

rows: dict[str, DataRow] = {}


@put("/rows")
async def put_row(data: Annotated[DataRow, Body()]) -> DataRow:
    """Keep a row, in place of an earlier one of the same hash."""
    rows[data.uid] = data
    return data


@put("/datasets")
async def put_dataset(data: Annotated[Dataset, Body()]) -> dict[str, int]:
    """Keep the rows of a dataset."""
    rows.update({row.uid: row for row in data.data_rows})
    return {"data_rows": len(data.data_rows)}


@get("/rows")
async def get_rows() -> list[DataRow]:
    """Give all rows."""
    return list(rows.values())


@get("/rows/{data_hash:str}")
async def get_row(data_hash: str) -> DataRow:
    """Give a row."""
    if data_hash not in rows:
        raise NotFoundException("no such row")
    return rows[data_hash]


app = Litestar([put_row, put_dataset, get_rows, get_row], plugins=[WirePlugin()])
