"""What tests of clients share: queriers with answers ready, both kinds of clients, the protocol."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, Literal
from uuid import UUID

from attrs import define, field, frozen
from strategies import LIST_CLASSES, Maker

from converters import converter
from converters.client import AsyncClient, Client
from converters.wire.queries import identifier_of
from orm_attrs import (
    AnnotationTaskStatus,
    ApiKeyMeta,
    CloudIntegration,
    DataRow,
    DataRows,
    Dataset,
    DatasetAccessSettings,
    DatasetAPIKey,
    DatasetData,
    DatasetDataLongPolling,
    DatasetWithUserRole,
    DataType,
    ImageGroupOCR,
    LabelLog,
    LabelLogParams,
    LabelRow,
    LabelRowMetadata,
    ModelConfiguration,
    Ontology,
    Project,
    ProjectAPIKey,
    ProjectWithUserRole,
    ReEncodeVideoTask,
    SignedDicomsURL,
    SignedImagesURL,
    SignedVideoURL,
    TrainingMetadata,
)

HASH = "0b8f6d3a-7d57-4a5b-8f0e-000000000001"
ITEM = "87fbb2d6-6b4c-4e4f-9d3b-0c1d3a5f7e21"

KINDS: Final = ("threads", "asyncio")
"""Both kinds of clients and queriers."""
Kind = Literal["threads", "asyncio"]


@frozen
class Blocking:
    """An object whose methods are awaited on an event loop until they are done."""

    obj: Any
    loop: asyncio.AbstractEventLoop

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.obj, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            result = method(*args, **kwargs)
            if inspect.isawaitable(result):
                return self.loop.run_until_complete(result)
            return self.each(result) if hasattr(result, "__anext__") else result

        return call if callable(method) else method

    def each(self, items: Any) -> Iterator[Any]:
        """Give what an asynchronous iterator gives."""
        end = object()
        while True:
            item = self.loop.run_until_complete(anext(items, end))
            if item is end:
                return
            yield item


@contextmanager
def event_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """Run an event loop of one's own, and see that it ends with nothing left."""
    loop = asyncio.new_event_loop()
    try:
        yield loop
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        loop.close()


@define
class Answers:
    """A querier that gives one answer after the other, and notes what it was asked."""

    answers: list[Any]
    asked: list[tuple[str, str, Any, Any]] = field(factory=list)
    meanwhile: Callable[[], None] = lambda: None
    """What happens while a request is under way."""

    def _answer(self, method: str, query_type: str, uid: Any, payload: Any) -> Any:
        json.dumps([uid, payload])
        self.asked.append((method, query_type, uid, payload))
        self.meanwhile()
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def get(self, query_type: str, uid: Any, payload: Any) -> Any:
        return self._answer("GET", query_type, uid, payload)

    def set(self, query_type: str, uid: Any, payload: Any) -> Any:
        return self._answer("POST", query_type, uid, payload)

    def put(self, query_type: str, uid: Any, payload: Any) -> Any:
        return self._answer("PUT", query_type, uid, payload)

    def delete(self, query_type: str, uid: Any, payload: Any) -> Any:
        return self._answer("DELETE", query_type, uid, payload)

    def get_page(self, path: str, parameters: Mapping[str, str]) -> Any:
        return self._answer("GET", path, None, parameters)


@frozen
class AsyncAnswers:
    """The same for asyncio."""

    answers: Answers

    async def get(self, query_type: str, uid: Any, payload: Any) -> Any:
        return self.answers.get(query_type, uid, payload)

    async def set(self, query_type: str, uid: Any, payload: Any) -> Any:
        return self.answers.set(query_type, uid, payload)

    async def put(self, query_type: str, uid: Any, payload: Any) -> Any:
        return self.answers.put(query_type, uid, payload)

    async def delete(self, query_type: str, uid: Any, payload: Any) -> Any:
        return self.answers.delete(query_type, uid, payload)

    async def get_page(self, path: str, parameters: Mapping[str, str]) -> Any:
        return self.answers.get_page(path, parameters)


@frozen
class ClientMaker:
    """Makes clients of one kind, all with the same methods."""

    loop: asyncio.AbstractEventLoop | None
    """None for clients of threads."""

    def __call__(self, *answers: Any, converter: Any = converter) -> tuple[Any, Answers]:
        """Make a client whose server has these answers ready."""
        querier = Answers(list(answers))
        return self.of(querier, converter), querier

    def of(self, querier: Answers, converter: Any = converter) -> Any:
        """Make a client of a querier."""
        if self.loop is None:
            return Client(querier, converter)
        return Blocking(AsyncClient(AsyncAnswers(querier), converter), self.loop)


def identity_of(cls: Any, uid: Any) -> dict[str, Any]:
    """The key and the uid of an object, where its class has one."""
    attribute = identifier_of(cls)
    if attribute is None or uid is None:
        return {}
    return {{"uid": "data_hash"}.get(attribute, attribute): uid}


@frozen
class Asking:
    """One row of the protocol: what is asked for, and with what."""

    cls: Any
    query_type: str
    uid: Any = None
    payload: Any = None
    sent: Any = None
    """The payload as it travels; None when it is the payload itself."""
    many: bool = False
    query: type | None = None

    def ask(self, client: Client) -> Any:
        ask = client.get_multiple if self.many else client.get
        return ask(self.cls, self.uid, self.payload, query=self.query)

    def answer(self, maker: Maker) -> Any:
        """Make what a server may answer, if it has what it is asked for."""
        if self.many:
            return [{**maker.payload(self.cls), **self.identity} for _ in range(3)]
        if self.cls in LIST_CLASSES:
            return [{"signed_url": "https://example.com", "title": "a.png"}]
        return {"unknown": 0, **maker.payload(self.cls), **self.identity}

    @property
    def identity(self) -> dict[str, Any]:
        """The key by which an answer is known to be the one that was asked for."""
        return identity_of(self.cls, self.uid[0] if isinstance(self.uid, list) else self.uid)

    @property
    def on_the_wire(self) -> Any:
        """The payload as it travels."""
        return self.payload if self.sent is None else self.sent


def many(*args: Any, **kwargs: Any) -> Asking:
    return Asking(*args, many=True, **kwargs)


FILTER = {"filter": {"title_like": "%drive%", "created_before": "2023-02-09T14:12:03"}}
ROWS_FILTER = {"title_eq": None, "data_types": ["VIDEO"], "data_hashes": [HASH]}
PROTOCOL = [
    Asking(ApiKeyMeta, "apikeymeta"),
    many(
        DatasetWithUserRole, "datasetwithuserrole", payload={**FILTER, "enable_storage_api": True}
    ),
    many(ProjectWithUserRole, "projectwithuserrole", payload=FILTER),
    many(DatasetAPIKey, "datasetapikey", payload={"dataset_hash": "d"}),
    many(ProjectAPIKey, "projectapikey", "p"),
    many(CloudIntegration, "cloudintegration"),
    Asking(
        Dataset,
        "dataset",
        payload={"dataset_access_settings": DatasetAccessSettings(fetch_client_metadata=True)},
        sent={"dataset_access_settings": {"fetch_client_metadata": True}},
    ),
    many(
        DataRow,
        "datarows",
        payload={
            **ROWS_FILTER,
            "data_types": [DataType.VIDEO],
            "dataset_access_settings": DatasetAccessSettings(False),
        },
        sent={**ROWS_FILTER, "dataset_access_settings": {"fetch_client_metadata": False}},
        query=DataRows,
    ),
    Asking(DataRow, "datarow", HASH),
    Asking(SignedVideoURL, "signedvideourl", "drive.mp4"),
    Asking(SignedImagesURL, "signedimagesurl", ["a.png"]),
    Asking(SignedDicomsURL, "signeddicomsurl", ["a.dcm"]),
    Asking(ReEncodeVideoTask, "reencodevideotask", 77),
    many(ImageGroupOCR, "imagegroupocr", payload={"image_group_data_hash": HASH}),
    Asking(
        DatasetDataLongPolling,
        "datasetdatalongpolling",
        "d",
        {"process_hash": UUID(ITEM), "timeout_seconds": 60},
        {"process_hash": ITEM, "timeout_seconds": 60},
    ),
    Asking(Project, "project", payload={"include_labels_metadata": False}),
    many(
        LabelRowMetadata,
        "labelrowmetadata",
        payload={"label_statuses": [AnnotationTaskStatus.QUEUED], "data_hashes": None},
        sent={"label_statuses": ["QUEUED"], "data_hashes": None},
    ),
    Asking(LabelRow, "labelrow", "l", {"get_signed_url": False, "multi_request": False}),
    many(LabelRow, "labelrow", ["l", "m"], {"get_signed_url": False, "multi_request": True}),
    Asking(Ontology, "ontology", HASH),
    many(ModelConfiguration, "modelconfiguration"),
    many(TrainingMetadata, "trainingmetadata", payload={"model_iteration_uids": ["i"]}),
    Asking(DatasetData, "datasetdata", {"data_hash": HASH, "get_signed_url": True}),
    many(
        LabelLog,
        "labellog",
        payload=LabelLogParams(user_hash="u", start_timestamp=1),
        sent={
            "user_hash": "u",
            "start_timestamp": 1,
            "include_user_email_and_interface_key": True,
        },
    ),
]


def saved(row: Mapping[str, Any], *updated: str, **changed: Any) -> dict[str, Any]:
    """Give what a server answers to a save."""
    return {"updated_fields": list(updated), "data_row": {**row, **changed}}
