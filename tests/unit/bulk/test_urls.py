"""What of the URL of a file is printed, and which of its characters are patterns."""

from __future__ import annotations

from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

import pytest
from bulk_files import lines, numbers, read_all, said

from converters import bulk
from converters.bulk.sources import find_sources
from converters.bulk.urls import shown_url, shown_urls
from orm_attrs import DataRow

fsspec = pytest.importorskip("fsspec")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://x.example/a.json", None),
        ("https://x.example:8443/a@b.json", None),
        ("memory://rows/a@b.json", None),
        ("https://user:hunter2@x.example/a.json", "https://***@x.example/a.json"),
        ("https://hunter2@x.example/a.json", "https://***@x.example/a.json"),
        ("s3://key:hun/ter2@bucket/a.json", "s3://***@bucket/a.json"),
        ("s3://key:hun?ter2@bucket/a.json", "s3://***@bucket/a.json"),
        ("sftp://me:hunter2@elsewhere@x.example/a", "sftp://***@x.example/a"),
        ("https://x.example/a?page=2&sig=hunter2", "https://x.example/a?page=2&sig=***"),
        ("https://x.example/a;sig=hunter2/b?c=d", "https://x.example/a;sig=***/b?c=***"),
        ("https://x.example/a#token=hunter2", "https://x.example/a#token=***"),
        ("https://x.example/a?hunter2", "https://x.example/a?***"),
        ("gs://bucket/a?.json", None),
        ("a?b=c;d", None),
    ],
)
def test_a_url_is_shown_without_what_may_be_a_secret(url: str, shown: str | None) -> None:
    assert shown_url(url) == (shown or url)
    text = f"403, message='no', url='{url}', and more"
    assert shown_urls(text) == text.replace(url, shown or url)


class Web(fsspec.AbstractFileSystem):  # type: ignore[name-defined]
    """Has a file at any URL but one, and notes down what it is asked for."""

    asked: ClassVar[list[str]] = []
    cachable = False

    @classmethod
    def _strip_protocol(cls, path: Any) -> Any:
        return path

    def _open(self, path: str, *_: Any, **__: Any) -> BinaryIO:
        self.asked.append(path)
        if "/closed" in path:
            raise PermissionError(f"403, message='Forbidden', url='{path}'")
        return BytesIO(lines(2))


def test_a_signed_url_is_read_and_its_signature_not_printed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in ("fsspec.core", "fsspec.registry"):
        monkeypatch.setattr(import_module(module), "get_filesystem_class", lambda protocol: Web)
    url = "https://user:hunter2@x.example/a[1].ndjson?sig=hunter2&filter[a]=*"
    assert numbers(read_all(url)[0]) == [0, 1]
    assert set(Web.asked) == {url}
    closed = url.replace("a[1]", "closed")
    _, rejects = read_all(closed)
    summary = bulk.check(closed, DataRow)
    shown = "https://***@x.example/closed.ndjson?sig=***&filter[a]=***"
    assert [it.file for it in rejects] == [shown]
    assert said(rejects)[0].endswith(f"message='Forbidden', url='{shown}'")
    assert "hunter2" not in f"{rejects} {summary}"


def test_a_url_with_brackets_is_read_where_there_is_a_file_of_this_name() -> None:
    memory = fsspec.filesystem("memory")
    for name in ("[ab].ndjson", "a.ndjson", "b.ndjson", "what?.ndjson", "whatx.ndjson"):
        memory.pipe(f"/brackets/{name}", lines(1))

    def names(pattern: str) -> list[str]:
        return [it.name.rpartition("/")[2] for it in find_sources(f"memory://brackets/{pattern}")]

    assert names("[ab].ndjson") == ["[ab].ndjson"]
    assert names("[a-b].ndjson") == ["a.ndjson", "b.ndjson"]
    assert names("what?.ndjson") == ["what?.ndjson"]
    assert names("wha?x.ndjson") == ["whatx.ndjson"]


def test_a_url_that_is_refused_is_quoted_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        find_sources("memory://user:hunter2@rows/*.none")
    assert caught.value.filename == "memory://***@rows/*.none"
    with pytest.raises(ValueError, match=r"'s3://\*\*\*@bucket/a': only files") as refused:
        bulk.convert(tmp_path, "s3://user:hunter2@bucket/a", DataRow)
    assert "hunter2" not in str(refused.value)
