"""The workers of a Dask cluster give what one process gives, also when one of them is killed."""

import os
import pickle
import signal
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from attrs import evolve
from bulk_files import PACKERS, lines, read_all, write

from converters import bulk, converter, explain
from converters.bulk import parts
from converters.bulk.runners import _client
from converters.errors import let_errors_pickle
from orm_attrs import DataRow

distributed = pytest.importorskip("distributed")
pytest.importorskip("pyarrow")
let_errors_pickle()  # in the tests that come after these in this process, too

pytestmark = [
    pytest.mark.uses,
    # Dask's own sockets and logs, on their way out.
    pytest.mark.filterwarnings("default"),
]


@pytest.fixture
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    ) as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(parts.cut, "__defaults__", (20_000,))
    write(tmp_path / "in" / "a.ndjson", lines(200) + b"oops\n" + lines(200, 200))
    write(tmp_path / "in" / "b.ndjson.gz", PACKERS["gzip"](lines(50, 400) + b"oops\n"))
    return tmp_path


class Killer:
    """Kills one of the workers when the first part is done."""

    def __init__(self, cluster: Any) -> None:
        self.cluster = cluster
        self.killed: list[int] = []

    def on_bytes(self, read: int) -> None: ...

    def add(self, summary: Any) -> None: ...

    def end(self, source: Any) -> None:
        if not self.killed:
            pid = next(iter(self.cluster.workers.values())).pid
            os.kill(pid, signal.SIGKILL)
            self.killed.append(pid)


def test_a_worker_that_is_killed_in_the_middle_costs_no_row(cluster: Any, folder: Path) -> None:
    one = bulk.convert(folder / "in", folder / "one.parquet", DataRow, rejects=folder / "1")
    killer = Killer(cluster)
    two = bulk.convert(
        folder / "in",
        folder / "out",
        DataRow,
        rejects=folder / "2",
        dask=cluster.scheduler_address,
        progress=killer,
    )
    assert len(killer.killed) == 1
    # A part that was done when its worker died is not done again: its rejects are in the file only.
    assert evolve(two, rejects=()) == evolve(one, rejects=())
    assert read_all(folder / "out") == read_all(folder / "one.parquet")
    assert (folder / "2").read_bytes() == (folder / "1").read_bytes()
    assert not [it for it in (folder / "out").iterdir() if it.name.endswith(".unfinished")]


def test_a_cluster_of_this_machine_is_the_default(folder: Path) -> None:
    assert bulk.check(folder / "in", DataRow, dask=True, jobs=2) == bulk.check(
        folder / "in", DataRow
    )
    assert bulk.drift(folder / "in", DataRow, dask=True, jobs=2) == bulk.drift(
        folder / "in", DataRow
    )


def test_a_cluster_of_this_machine_takes_nothing_from_who_has_no_key() -> None:
    with _client(True, 1) as client:
        address = urlsplit(client.scheduler_info()["address"])
        assert address.scheme == "tls"
        # Another one's certificate, which is as good as the cluster's own but for the key.
        other = distributed.Security.temporary().get_connection_args("client")["ssl_context"]
        other.check_hostname = False
        other.verify_mode = ssl.CERT_NONE
        place = (address.hostname, address.port)
        with (
            socket.create_connection(place) as plain,
            other.wrap_socket(plain) as connection,
            pytest.raises(OSError, match=r"(?i)alert|reset"),
        ):
            connection.recv(1)
        (port,) = {
            it.getsockname()[1] for it in client.cluster.scheduler.http_server._sockets.values()
        }
        with pytest.raises(HTTPError, match="404"):
            urlopen(f"http://127.0.0.1:{port}/info/main/workers.html")


def test_errors_pickle_where_distributed_is_imported() -> None:
    with pytest.raises(Exception) as caught:
        converter.structure([{}], list[DataRow])
    assert explain(pickle.loads(pickle.dumps(caught.value))) == explain(caught.value)
