"""Puts files into an S3 bucket: each once, whole, and verified by its SHA-256.

Called by `publish`. Every write is conditional, so that two publishers at once, or one whose
answer was lost, never overwrite anything:

- a file is put with ``If-None-Match: *``, which the store refuses where the key has an object;
- ``datapackage.json`` is put with ``If-Match`` and the ETag under which it was read.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import Any, BinaryIO

import boto3
from botocore import exceptions as aws
from botocore.config import Config
from botocore.parsers import ResponseParserError

from mayadeen_crawler.exceptions import PublishError, WrongUseError
from mayadeen_crawler.exports import datapackage
from mayadeen_crawler.exports.datapackage import PackageContent, Resource
from mayadeen_crawler.publishing.finished_files import FinishedFile

#: Bytes of one request. A larger file is sent in parts of this size. It is fixed, because the
#: checksum that S3 keeps of an object in parts depends on where they begin.
PART = 64 << 20

#: Parts of a list of a folder's objects, each of up to 1,000: a day has an object in a folder.
_MOST_PAGES = 1000

#: Attempts at a write, if another publisher keeps getting ahead.
_TRIES = 20

#: Seconds until an endpoint that does not answer counts as down; boto3's own are 60.
_CONNECT_TIMEOUT = 10

#: Error codes: the object is there already, or is not the one that was read.
_REFUSED = frozenset({"PreconditionFailed", "412"})
#: Another write of the same key is under way: S3 asks to try again.
_CONFLICT = "ConditionalRequestConflict"
_ABSENT = frozenset({"NoSuchKey", "404"})
_DENIED = frozenset({"AccessDenied", "AllAccessDisabled", "403"})
_BAD_CREDENTIALS = frozenset({
    "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken",
    "RequestTimeTooSkewed", "TokenRefreshRequired",
})  # fmt: skip
_OTHER_REGION = frozenset({
    "PermanentRedirect", "301", "AuthorizationHeaderMalformed",
    "IllegalLocationConstraintException",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Location:
    """Where files are published: a bucket, and the beginning of all keys."""

    bucket: str
    prefix: str
    """Empty, or ends in a slash."""

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}"


def location(address: str) -> Location:
    """Return the bucket and prefix of *address*, as ``s3://bucket/some/prefix``.

    Raises WrongUseError if it is not such an address.
    """
    found = re.fullmatch(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/[^/]+)*)/?", address)
    parts = found[2].split("/")[1:] if found else []
    if not found or not address.isprintable() or {".", ".."} & set(parts):
        shown = "the address" if "@" in address else repr(address)  # it may hold a password
        raise WrongUseError(
            f"{shown} is not a place in object storage: write s3://BUCKET or s3://BUCKET/PREFIX, "
            "with credentials where boto3 looks for them"
        )
    return Location(found[1], "".join(f"{part}/" for part in parts))


@contextmanager
def connected(place: Location) -> Iterator[ObjectStore]:
    """Yield the store at *place*, for the endpoint and credentials that boto3 finds.

    Asks the store nothing yet. Raises PublishError if boto3's configuration is invalid.
    """
    with _explained(place):
        try:
            client = boto3.session.Session().client(
                "s3", config=Config(connect_timeout=_CONNECT_TIMEOUT)
            )
        except aws.BotoCoreError:
            raise  # that a region is none is a ValueError, too
        except ValueError as error:
            raise PublishError(f"AWS_ENDPOINT_URL cannot be used: {_line(error)}") from error
    with closing(client):
        yield ObjectStore(client, place)


class ObjectStore:
    """The objects at a location. Every method may raise PublishError."""

    def __init__(self, client: Any, place: Location) -> None:
        """*client*: boto3's for S3."""
        self._client = client
        self.place = place

    def sizes(self, folders: Iterable[str]) -> dict[str, int]:
        """Return path → bytes of the objects in *folders*: ``{"runs/2026-11-27.jsonl": 4096}``."""
        found: dict[str, int] = {}
        with _explained(self.place):
            pages = self._client.get_paginator("list_objects_v2")
            for folder in folders:
                prefix = f"{self.place.prefix}{folder}/"
                named = pages.paginate(Bucket=self.place.bucket, Prefix=prefix)
                for number, page in enumerate(named):
                    if number == _MOST_PAGES:
                        raise PublishError(f"the store of {self.place} lists {folder} without end")
                    for one in page.get("Contents", ()):
                        found[one["Key"].removeprefix(self.place.prefix)] = one["Size"]
        return found

    def put(self, file: FinishedFile) -> bool:
        """Put *file*, unless its key has an object, whatever that holds; return whether it did."""
        for _ in range(_TRIES):
            try:
                with _explained(self.place), file.open() as stream:
                    self._put(file, stream)
            except _AheadError as ahead:
                if ahead.is_there:
                    return False
            except OSError as error:
                raise PublishError(f"{file.path} cannot be read: {error.strerror}") from error
            else:
                return True
        raise self._too_many(file.path)

    def holds(self, file: FinishedFile) -> bool:
        """Whether the object of *file*, which is there, has its content."""
        where = self._where(file.path)
        with _explained(self.place):
            head = self._client.head_object(**where, ChecksumMode="ENABLED")
            if head["ContentLength"] != file.size:
                return False
            # Behind a hyphen S3 adds the number of parts.
            if str(head.get("ChecksumSHA256", "")).partition("-")[0] == _checksum(file):
                return True
            # Without a checksum, or put in parts of another size: only its bytes can say.
            digest = hashlib.sha256()
            for chunk in self._client.get_object(**where)["Body"].iter_chunks(1 << 20):
                digest.update(chunk)
        return digest.hexdigest() == file.sha256

    def package(self) -> tuple[PackageContent | None, str | None]:
        """Return the content and ETag of ``datapackage.json``; (None, None) without one.

        Raises ExportError if another program wrote it.
        """
        try:
            with _explained(self.place):
                found = self._client.get_object(**self._where(datapackage.FILE_NAME))
                data = found["Body"].read()
        except _AbsentError:
            return None, None
        place = f"{self.place}{datapackage.FILE_NAME}"
        return datapackage.parse(data, place), str(found["ETag"])

    def describe(self, described: list[Resource]) -> None:
        """Add *described* to ``datapackage.json``, in place of entries with the same paths.

        Entries that others add meanwhile stay. Raises ExportError, see `package`.
        """
        paths = {one["path"] for one in described}
        for _ in range(_TRIES):
            before, etag = self.package()
            after = datapackage.replaced(before, described, instead_of=paths.__contains__)
            if after is before or after is None:
                return
            with suppress(_AheadError, _AbsentError), _explained(self.place):
                self._client.put_object(
                    **self._where(datapackage.FILE_NAME),
                    **({"IfNoneMatch": "*"} if etag is None else {"IfMatch": etag}),
                    Body=datapackage.encoded(after).encode(),
                    ContentType="application/json",
                    ChecksumAlgorithm="SHA256",
                )
                return
        raise self._too_many(datapackage.FILE_NAME)

    def _where(self, path: str) -> dict[str, str]:
        return {"Bucket": self.place.bucket, "Key": f"{self.place.prefix}{path}"}

    def _too_many(self, path: str) -> PublishError:
        return PublishError(
            f"{self.place}{path} was written by others each time it was put: run it again"
        )

    def _put(self, file: FinishedFile, stream: BinaryIO) -> None:
        where = self._where(file.path)
        kind = {"ContentType": file.described["mediatype"]}
        if file.size > PART:
            self._put_parts(file, stream, where, kind)
            return
        data = stream.read(file.size)
        digest = hashlib.sha256(data)
        _check_unchanged(file, digest.hexdigest())
        self._client.put_object(
            **where,
            **kind,
            Body=data,
            ChecksumAlgorithm="SHA256",
            ChecksumSHA256=_base64(digest.digest()),
            IfNoneMatch="*",
        )

    def _put_parts(
        self, file: FinishedFile, stream: BinaryIO, where: dict[str, str], kind: dict[str, str]
    ) -> None:
        """Put a large file; its object appears with the last request, or not at all."""
        upload = self._client.create_multipart_upload(
            **where, **kind, ChecksumAlgorithm="SHA256", ChecksumType="COMPOSITE"
        )
        where_parts = {**where, "UploadId": upload["UploadId"]}
        digest, sent = hashlib.sha256(), []
        try:
            for number, data in enumerate(_parts(stream, file.size), 1):
                digest.update(data)
                checksum = _base64(hashlib.sha256(data).digest())
                part = self._client.upload_part(
                    **where_parts,
                    PartNumber=number,
                    Body=data,
                    ChecksumAlgorithm="SHA256",
                    ChecksumSHA256=checksum,
                )
                sent.append(
                    {"PartNumber": number, "ETag": part["ETag"], "ChecksumSHA256": checksum}
                )
            _check_unchanged(file, digest.hexdigest())
            self._client.complete_multipart_upload(
                **where_parts, MultipartUpload={"Parts": sent}, IfNoneMatch="*"
            )
        except BaseException:
            # The store keeps the parts, and charges for them, until the upload is aborted.
            with suppress(aws.BotoCoreError, aws.ClientError):
                self._client.abort_multipart_upload(**where_parts)
            raise


def _parts(stream: BinaryIO, size: int) -> Iterator[bytes]:
    for start in range(0, size, PART):
        yield stream.read(min(PART, size - start))


def _checksum(file: FinishedFile) -> str:
    """Return the SHA-256 of *file* as S3 keeps it.

    In base64; of an object in parts, the SHA-256 of its parts' SHA-256.
    """
    if file.size <= PART:
        return _base64(bytes.fromhex(file.sha256))
    with file.open() as stream:
        digests = [hashlib.sha256(data).digest() for data in _parts(stream, file.size)]
    return _base64(hashlib.sha256(b"".join(digests)).digest())


def _check_unchanged(file: FinishedFile, sha256: str) -> None:
    if sha256 != file.sha256:
        raise PublishError(
            f"{file.path} changed while it was read, and was not sent: "
            "`scrapy audit --integrity` names the bytes that disagree"
        )


def _base64(digest: bytes) -> str:
    return base64.b64encode(digest).decode()


class _AheadError(PublishError):
    """Another write of the same key came first; *is_there*: it has succeeded."""

    def __init__(self, line: str, *, is_there: bool) -> None:
        super().__init__(line)
        self.is_there = is_there


class _AbsentError(PublishError):
    """There is no such object."""


@contextmanager
def _explained(place: Location) -> Iterator[None]:
    """Turn boto3's errors into PublishError, with one line that says what to do.

    Refusals that a caller may act upon are its subclasses _AheadError and _AbsentError.
    """
    try:
        yield
    except aws.ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        line = _refusal(code, error, place)
        if code in _REFUSED or code == _CONFLICT:
            raise _AheadError(line, is_there=code in _REFUSED) from error
        raise (_AbsentError if code in _ABSENT else PublishError)(line) from error
    except (
        aws.NoCredentialsError, aws.PartialCredentialsError, aws.CredentialRetrievalError,
        aws.ProfileNotFound, aws.SSOError, aws.TokenRetrievalError, aws.LoginTokenLoadError,
        aws.ConfigNotFound, aws.ConfigParseError,
    ) as error:  # fmt: skip
        raise PublishError(
            f"no credentials for {place} ({_line(error)}): set AWS_ACCESS_KEY_ID and "
            "AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"
        ) from error
    except (aws.ConnectionError, aws.HTTPClientError) as error:
        raise PublishError(
            f"the store of {place} does not answer ({_line(error)}): look at AWS_ENDPOINT_URL, "
            "and run it again; it goes on from there"
        ) from error
    except aws.BotoCoreError as error:
        raise PublishError(f"boto3 cannot reach {place}: {_line(error)}") from error
    except (ResponseParserError, LookupError, ValueError) as error:
        # boto3 checks no answer: a value that is missing or odd is first noticed where it is read.
        raise PublishError(
            f"the store of {place} answers otherwise than S3 ({type(error).__name__}: "
            f"{_line(error)}): look at AWS_ENDPOINT_URL"
        ) from error


def _refusal(code: str, error: aws.ClientError, place: Location) -> str:
    """Return the line for an answer of the store that is an error."""
    did = error.operation_name
    if code == "NoSuchBucket":
        return f"there is no bucket {place.bucket!r}: make it first, or look at AWS_ENDPOINT_URL"
    if code in _DENIED:
        return (
            f"{place} denies {did}: allow s3:ListBucket on the bucket, s3:GetObject and "
            "s3:PutObject on its objects"
        )
    if code in _BAD_CREDENTIALS:
        return f"the store of {place} refuses the credentials ({code}): renew them"
    if code in _OTHER_REGION:
        return f"the bucket {place.bucket!r} is in another region: set AWS_REGION ({_line(error)})"
    return f"the store of {place} refuses {did}: {_line(error)}"


def _line(error: Exception) -> str:
    return " ".join(str(error).split())
