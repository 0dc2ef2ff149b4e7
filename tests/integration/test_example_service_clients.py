"""Several clients of the example service at once, its restart, and its README."""

from __future__ import annotations

import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import pytest
from service_process import (
    LOGS,
    NEWER_ROW,
    PATIENCE,
    README,
    ROOT,
    TOKEN,
    Service,
    blocks,
    dataset_of,
    needs_service,
    row_of,
    running,
)
from strategies import Maker

from converters.unknown.held import same
from orm_attrs import DataRow

pytestmark = needs_service


def test_several_clients_are_served_at_once(service: Service) -> None:
    def work(client: int) -> None:
        maker = Maker(Random(client))
        for number in range(8):
            name = f"client-{client}-{number % 2}"
            rows = [maker.payload(DataRow) | {"data_hash": f"{name}-{n}"} for n in range(3)]
            sent = dataset_of(name, *rows)
            service.put(sent)
            assert same(service.get(f"/datasets/{name}"), sent)
            log = LOGS[0] | {"log_hash": None, "data_hash": "busy", "frame": 100 * client + number}
            assert service.ask("POST", "/label-logs", [log])[0] == 200

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    frames = [log["frame"] for log in service.get("/rows/busy/label-logs")]
    assert sorted(frames) == [100 * client + number for client in range(6) for number in range(8)]


def test_no_patch_of_another_client_is_lost(service: Service) -> None:
    service.put(dataset_of("contested", row_of("contested")))
    patches: list[dict[str, Any]] = [
        {"title": "new"},
        *({"client_metadata": {"n": n}} for n in range(3)),
    ]

    def patch(change: dict[str, Any]) -> None:
        assert service.ask("PATCH", "/rows/contested", change)[0] == 200

    with ThreadPoolExecutor(len(patches)) as pool:
        for number in range(25):
            patches[0]["title"] = f"title {number}"
            list(pool.map(patch, patches))
            (row,) = service.get("/datasets/contested/rows")
            assert row["data_title"] == f"title {number}"


def test_a_reader_sees_a_whole_dataset(service: Service) -> None:
    versions = [
        dataset_of("whole", *[row_of(f"v{n}-{i}") for i in range(n + 1)], title=f"v{n}")
        for n in (1, 5)
    ]
    service.put(versions[0])

    def write(number: int) -> None:
        service.put(versions[number % 2])

    def read(_: int) -> None:
        assert service.get("/datasets/whole") in versions

    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(one, number) for number in range(40) for one in (write, read, read)]
        for job in jobs:
            job.result(PATIENCE)


def test_the_data_outlives_the_service(tmp_path: Path) -> None:
    sent = dataset_of("lasting", NEWER_ROW)
    with running(tmp_path) as first:
        first.put(sent)
        first.ask("PATCH", "/rows/newer", {"title": "patched"})
        first.ask("POST", "/label-logs", LOGS)
    with running(tmp_path) as second:
        sent["data_rows"][0]["data_title"] = "patched"
        assert same(second.get("/datasets/lasting"), sent)
        assert same(second.get(f"/rows/{LOGS[0]['data_hash']}/label-logs"), LOGS)

    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".db"] == ["datasets.db"]


def test_no_service_is_left_behind_by_a_test_that_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), running(tmp_path) as one:
        1 / 0  # noqa: B018 - it raises

    assert one.process.returncode is not None
    with pytest.raises(ConnectionError):
        one.get("/datasets/none")


def test_the_readme_has_no_other_blocks_than_those_that_run() -> None:
    assert README.count("```") == 2 * len(blocks("sh") + blocks("console"))
    assert len(blocks("console")) == 7


@pytest.mark.skipif(not shutil.which("curl") or not shutil.which("bash"), reason="needs curl, bash")
def test_the_readme_shows_what_the_service_answers(tmp_path: Path) -> None:
    with running(tmp_path) as one:
        lines = "".join(blocks("console")).replace(":8000", f":{one.port}").splitlines()
        commands = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
        done = subprocess.run(
            ["bash", "-euc", "\n".join(commands)],
            cwd=ROOT,
            env=os.environ
            | {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1", "SERVICE_TOKEN": TOKEN},
            capture_output=True,
            check=False,
            text=True,
            timeout=PATIENCE,
        )
    assert done.stderr == ""
    assert done.stdout.splitlines() == [line for line in lines if not line.startswith("$ ")]
