"""An example: data rows in the signatures of FastAPI.

``uvicorn --app-dir examples fastapi_rows:app``
"""

from fastapi import FastAPI, HTTPException

from converters.web.fastapi import Wire, WireRoute
from orm_attrs import DataRow, Dataset

app = FastAPI()
app.router.route_class = WireRoute
rows: dict[str, DataRow] = {}


@app.put("/rows")
async def put_row(row: Wire[DataRow]) -> Wire[DataRow]:
    """Keep a row, in place of an earlier one of the same hash."""
    rows[row.uid] = row
    return row


@app.put("/datasets")
async def put_dataset(dataset: Wire[Dataset]) -> dict[str, int]:
    """Keep the rows of a dataset."""
    rows.update({row.uid: row for row in dataset.data_rows})
    return {"data_rows": len(dataset.data_rows)}


@app.get("/rows")
async def get_rows() -> Wire[list[DataRow]]:
    """Give all rows."""
    return list(rows.values())


@app.get("/rows/{data_hash}")
async def get_row(data_hash: str) -> Wire[DataRow]:
    """Give a row."""
    if data_hash not in rows:
        raise HTTPException(404, "no such row")
    return rows[data_hash]
