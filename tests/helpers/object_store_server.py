"""An S3 store of this machine: moto's, which keeps objects in memory, behind one lock.

moto looks for an object and then writes it, in two steps; S3 does both as one, and so does the
lock. A test may do something before each request, or answer it itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, cached_property
from itertools import count
from threading import RLock
from typing import Any, NamedTuple, Self

import boto3
import pytest
from botocore.loaders import create_loader
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.s3.models import s3_backends
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.helpers.local_server import LocalServer

#: Reads what clients are made of, which takes most of making one; boto3 does so for each session.
_create_loader = cache(create_loader)


class Asked(NamedTuple):
    """A request, and how it was answered."""

    method: str
    path: str
    """Without the bucket, with the query: ``datapackage.json?uploadId=…``."""
    status: int


class _Silent(WSGIRequestHandler):
    def log(self, *_said: Any) -> None:
        """Say nothing."""


class ObjectStoreServer(LocalServer):
    """``with ObjectStoreServer() as store: … store.url … store.bucket() … store.asked``."""

    _numbers = count()

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        """Every request to a bucket, in order."""
        self.answer: Callable[[str, str], tuple[str, str] | None] | None = None
        """Method and path → status line and body in place of moto's answer, or None."""
        self._lock = RLock()
        self._session = boto3.session.Session()

    def __enter__(self) -> Self:
        moto = DomainDispatcherApplication(create_backend_app)

        def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            method = environ["REQUEST_METHOD"]
            path = environ["PATH_INFO"].lstrip("/").partition("/")[2]
            path += f"?{environ['QUERY_STRING']}" if environ["QUERY_STRING"] else ""

            def note(status: str, *rest: Any) -> Any:
                self.asked.append(Asked(method, path, int(status.split()[0])))
                return start_response(status, *rest)

            if self.answer and (own := self.answer(method, path)):
                note(own[0], [("Content-Length", str(len(own[1].encode())))])
                return [own[1].encode()]
            with self._lock:
                return list(moto(environ, note))

        self.serve(make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent))
        return self

    def configure(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Have boto3 find this store, and nothing of the machine's own configuration."""
        for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_REGION"):
            monkeypatch.delenv(name, raising=False)
        values = {
            "AWS_ENDPOINT_URL": self.url, "AWS_ACCESS_KEY_ID": "made-up", "AWS_MAX_ATTEMPTS": "1",
            "AWS_SECRET_ACCESS_KEY": "made-up", "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            "AWS_EC2_METADATA_DISABLED": "true",
        }  # fmt: skip
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("botocore.session.create_loader", _create_loader)

    def bucket(self) -> Bucket:
        """Make an empty bucket; call `configure` first."""
        return Bucket(self._shared, f"bucket-{next(self._numbers)}")

    def client(self) -> Any:
        """Return a client of this store to which handlers may be added; it takes long to make."""
        return self._session.client("s3")

    @cached_property
    def _shared(self) -> Any:
        return self.client()

    def written(self) -> list[str]:
        """Return the path of each write of an object that succeeded."""
        return [
            path.partition("?")[0]
            for method, path, status in self.asked
            if status == 200
            and ((method == "PUT" and "?" not in path) or (method == "POST" and "uploadId" in path))
        ]


class Bucket:
    """A bucket as its owner sees it."""

    def __init__(self, client: Any, name: str) -> None:
        self.client = client
        self.name = name
        client.create_bucket(Bucket=name)

    def objects(self) -> dict[str, bytes]:
        """Return key → content, without a request: from moto's memory, of its one account."""
        kept = s3_backends["123456789012"]["aws"].buckets[self.name].keys
        return {key: kept[key].value for key in kept}

    def head(self, key: str) -> dict[str, Any]:
        """Return what the store says of an object."""
        found = self.client.head_object(Bucket=self.name, Key=key, ChecksumMode="ENABLED")
        return dict(found)

    def put(self, key: str, data: bytes, **how: str) -> None:
        """Put an object, in place of another one too."""
        self.client.put_object(Bucket=self.name, Key=key, Body=data, **how)
