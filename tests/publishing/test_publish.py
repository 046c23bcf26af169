"""``scrapy publish``: each finished file once and whole, whatever dies, whoever else publishes."""

from __future__ import annotations

import hashlib
import json
import shutil
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from mayadeen_crawler.commands.publish import Command
from mayadeen_crawler.exceptions import ExportError, PublishError, WrongUseError
from mayadeen_crawler.publishing import object_store
from mayadeen_crawler.publishing.finished_files import finished_files
from mayadeen_crawler.publishing.object_store import ObjectStore, connected, location
from mayadeen_crawler.publishing.publish import Published, publish
from tests.helpers.article_visits import Site, set_clock
from tests.helpers.command_in_process import command_line, run_command
from tests.helpers.manifests import made, written
from tests.helpers.object_store_server import Asked, Bucket, ObjectStoreServer
from tests.helpers.processes import scrapy
from tests.helpers.soak_figures import scaled

#: The files that `folder` has of days that are over, and how many records are in each.
FINISHED = {
    "articles/2026-03-05.jsonl": 1,
    "articles/2026-03-06.jsonl": 2,
    "runs/2026-03-05.jsonl": 2,
    "runs/2026-03-06.jsonl": 1,
}


@pytest.fixture(scope="module")
def server() -> Iterator[ObjectStoreServer]:
    with ObjectStoreServer() as server:
        yield server


@pytest.fixture
def store(
    server: ObjectStoreServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ObjectStoreServer]:
    server.configure(monkeypatch)
    yield server
    server.asked.clear()
    server.answer = None


@pytest.fixture
def bucket(store: ObjectStoreServer) -> Bucket:
    made = store.bucket()
    store.asked.clear()
    return made


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder on its third day; runs ended on each, and one was killed on the first."""
    folder = tmp_path_factory.mktemp("prepared") / "output"
    with pytest.MonkeyPatch.context() as patch:
        site = Site(folder)
        set_clock(patch, "05 12:00")
        site.look(1, "01 11:00", headline="Ports “reopen” in the north")
        set_clock(patch, "06 12:00")
        site.look(2, "01 11:00")
        site.look(2, "01 12:00", headline="New")
        set_clock(patch, "07 12:00")
        site.look(3, "01 11:00")
        written(
            folder,
            made("late", started="2026-03-05T23:50:00Z", ended="2026-03-06T00:10:00Z"),
            made(
                "killed", started="2026-03-05T11:00:00Z", ended="2026-03-05T11:30:00Z", running=True
            ),
            made("good", started="2026-03-05T10:00:00Z", ended="2026-03-05T10:20:00Z"),
            made("today", started="2026-03-07T10:00:00Z", ended="2026-03-07T10:20:00Z"),
        )
    return folder


@pytest.fixture
def folder(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what is prepared, for one test, whose clock stands at its end."""
    set_clock(monkeypatch, "07 12:00")
    return Path(shutil.copytree(prepared, tmp_path / "output"))


def put(folder: Path, bucket: Bucket, prefix: str = "", *, dry_run: bool = False) -> Published:
    store = ObjectStore(bucket.client, location(f"s3://{bucket.name}{prefix}"))
    return publish(finished_files(folder), store, dry_run=dry_run)


def paths(files: list[Any]) -> list[str]:
    return [file.path for file in files]


def listed(bucket: Bucket, prefix: str = "") -> dict[str, dict[str, Any]]:
    objects = bucket.objects()
    if f"{prefix}datapackage.json" not in objects:
        return {}
    package = json.loads(objects[f"{prefix}datapackage.json"])
    return {one["path"]: one for one in package["resources"]}


def is_true(bucket: Bucket) -> bool:
    """Whether each entry of the package is, byte for byte, what its object holds."""
    objects = bucket.objects()
    return all(
        one["bytes"] == len(objects.get(path, b""))
        and one["hash"] == f"sha256:{hashlib.sha256(objects[path]).hexdigest()}"
        for path, one in listed(bucket).items()
    )


def test_days_that_are_over_are_put_and_listed(folder: Path, bucket: Bucket) -> None:
    found = put(folder, bucket, "/news/2026")
    assert (paths(found.sent), found.there, found.conflicts) == (list(FINISHED), [], [])
    objects = {key.removeprefix("news/2026/"): data for key, data in bucket.objects().items()}
    assert set(objects) == {*FINISHED, "datapackage.json"}
    for day in ("05", "06"):
        path = f"articles/2026-03-{day}.jsonl"
        assert objects[path] == (folder / path).read_bytes()
    runs = [json.loads(line) for line in objects["runs/2026-03-05.jsonl"].splitlines()]
    assert [(run["run_id"], run["outcome"]) for run in runs] == [
        ("good", "good"),
        ("killed", "running"),  # as its manifest says; `scrapy runs` shows it as died
    ]
    assert json.loads(objects["runs/2026-03-06.jsonl"])["run_id"] == "late"
    told = listed(bucket, "news/2026/")
    assert {path: one["records"] for path, one in told.items()} == FINISHED
    for path, one in told.items():
        digest = hashlib.sha256(objects[path])
        assert (one["bytes"], one["hash"]) == (len(objects[path]), f"sha256:{digest.hexdigest()}")
        assert (one["final"], one["mediatype"]) == (True, "application/jsonl")
        head = bucket.head(f"news/2026/{path}")
        assert head["ContentType"] == "application/jsonl"
        assert head["ChecksumSHA256"] == b64encode(digest.digest()).decode()
    assert bucket.head("news/2026/datapackage.json")["ContentType"] == "application/json"


@pytest.mark.soak
def test_an_independent_reader_finds_the_package_valid(
    folder: Path, bucket: Bucket, tmp_path: Path
) -> None:
    from frictionless import Package

    put(folder, bucket)
    for key, data in bucket.objects().items():
        (tmp_path / "copy" / key).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "copy" / key).write_bytes(data)
    for read in Package(str(tmp_path / "copy" / "datapackage.json")).resources:
        report = read.validate()
        assert (report.valid, report.tasks[0].stats["rows"]) == (True, FINISHED[str(read.path)])


def test_what_is_there_is_not_sent_again_and_a_new_day_is_added(
    folder: Path, bucket: Bucket, store: ObjectStoreServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, bucket)
    store.asked.clear()
    again = put(folder, bucket)
    assert (again.sent, paths(again.there)) == ([], list(FINISHED))
    # The package and the names in each folder: no more is asked.
    assert [method for method, *_ in store.asked] == ["GET", "GET", "GET"]
    set_clock(monkeypatch, "08 12:00")
    Site(folder).look(4, "01 11:00")
    added = put(folder, bucket)
    assert paths(added.sent) == ["articles/2026-03-07.jsonl", "runs/2026-03-07.jsonl"]
    assert set(listed(bucket)) == {*FINISHED, *paths(added.sent)}
    assert is_true(bucket)


@pytest.mark.soak
def test_manifests_of_a_day_wait_until_all_of_them_are_written(
    folder: Path, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, "08 00:09")
    assert "runs/2026-03-07.jsonl" not in paths(put(folder, bucket).sent)
    set_clock(monkeypatch, "08 00:11")
    assert paths(put(folder, bucket).sent) == ["runs/2026-03-07.jsonl"]


@pytest.mark.soak
def test_a_published_day_of_runs_stays_though_its_manifests_are_pruned(
    folder: Path, bucket: Bucket
) -> None:
    put(folder, bucket)
    (folder / "runs" / "good.json").unlink()
    assert put(folder, bucket).conflicts == []
    assert listed(bucket)["runs/2026-03-05.jsonl"]["records"] == 2
    assert is_true(bucket)


@pytest.mark.soak
def test_a_file_that_was_moved_away_stays_listed(folder: Path, bucket: Bucket) -> None:
    put(folder, bucket)
    (folder / "articles" / "2026-03-05.jsonl").unlink()
    assert "articles/2026-03-05.jsonl" not in paths(put(folder, bucket).there)
    assert set(listed(bucket)) == set(FINISHED)


@pytest.mark.parametrize("change", [lambda data: data[:-1], lambda data: data[:-2] + b"!\n"])
@pytest.mark.soak
def test_an_object_with_another_content_is_never_overwritten(
    folder: Path, bucket: Bucket, change: Callable[[bytes], bytes]
) -> None:
    path = "articles/2026-03-05.jsonl"
    theirs = change((folder / path).read_bytes())
    bucket.put(path, theirs, ChecksumAlgorithm="SHA256")
    for sent in (3, 0):
        found = put(folder, bucket)
        assert (paths(found.conflicts), len(found.sent)) == ([path], sent)
    assert bucket.objects()[path] == theirs
    assert set(listed(bucket)) == FINISHED.keys() - {path}


def test_an_object_without_a_checksum_is_read_to_be_compared(folder: Path, bucket: Bucket) -> None:
    for path in ("articles/2026-03-05.jsonl", "articles/2026-03-06.jsonl"):
        bucket.put(path, (folder / path).read_bytes())
    same = put(folder, bucket)
    assert paths(same.there) == ["articles/2026-03-05.jsonl", "articles/2026-03-06.jsonl"]
    assert same.conflicts == []


def test_a_dry_run_writes_nothing(folder: Path, bucket: Bucket) -> None:
    path = "articles/2026-03-05.jsonl"
    bucket.put(path, (folder / path).read_bytes())
    found = put(folder, bucket, dry_run=True)
    assert paths(found.there) == [path]
    assert paths(found.sent) == [one for one in FINISHED if one != path]
    assert set(bucket.objects()) == {path}


def test_somebody_elses_package_stays_as_it_is(folder: Path, bucket: Bucket) -> None:
    bucket.put("datapackage.json", b'{"resources": []}')
    with pytest.raises(ExportError, match=r"s3://bucket-\d+/datapackage.json was not made by this"):
        put(folder, bucket)
    assert bucket.objects() == {"datapackage.json": b'{"resources": []}'}


@pytest.mark.soak
def test_what_an_owner_added_to_the_package_stays(folder: Path, bucket: Bucket) -> None:
    put(folder, bucket)
    package = json.loads(bucket.objects()["datapackage.json"])
    package |= {"title": "Mine", "resources": []}
    bucket.put("datapackage.json", json.dumps(package).encode())
    put(folder, bucket)
    assert json.loads(bucket.objects()["datapackage.json"])["title"] == "Mine"
    assert set(listed(bucket)) == set(FINISHED)


@pytest.fixture(params=["one request a file", "in parts"])
def part(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "in parts":
        monkeypatch.setattr("moto.s3.models.S3_UPLOAD_PART_MIN_SIZE", 1)
        monkeypatch.setattr(object_store, "PART", 1500)
    return str(request.param)


def step(part: str) -> int:
    """Return how many requests are passed over: there are many, of the same few kinds."""
    return scaled(11 if part == "in parts" else 7, 1)


@contextmanager
def first_of_all(client: Any, event: str, handler: Callable[..., None]) -> Iterator[None]:
    """Have *handler* called before any other at an *event* of *client* until the block ends."""
    client.meta.events.register_first(event, handler)
    try:
        yield
    finally:
        client.meta.events.unregister(event, handler)


class Killed(BaseException):
    """Nothing in the program handles it."""


def publish_killed(folder: Path, bucket: Bucket, client: Any, number: int, when: str) -> bool:
    """Publish, and die before or after the request *number*; return whether it got that far."""
    seen = []

    def die(**_about: Any) -> None:
        seen.append(when)
        if len(seen) > number:
            raise Killed

    def stay_dead(**_about: Any) -> None:
        """After the first failure nothing is sent any more, not even what would tidy up."""
        if len(seen) > number:
            raise Killed

    moment = {"before": "before-send.s3", "after": "after-call.s3"}[when]
    with first_of_all(client, moment, die), first_of_all(client, "before-send.s3", stay_dead):
        try:
            publish(finished_files(folder), ObjectStore(client, location(f"s3://{bucket.name}")))
        except Killed:
            return True
    return False


@pytest.mark.sampled(2)
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_any_request_each_object_is_written_once_and_whole(
    folder: Path, store: ObjectStoreServer, part: str, when: str
) -> None:
    bucket, client = store.bucket(), store.client()
    put(folder, bucket)
    whole = bucket.objects()
    number = 0
    while True:
        bucket = store.bucket()
        store.asked.clear()
        killed = publish_killed(folder, bucket, client, number, when)
        for path, data in bucket.objects().items():
            assert path == "datapackage.json" or data == whole[path]
        assert is_true(bucket)
        put(folder, bucket)
        assert (set(listed(bucket)), is_true(bucket)) == (set(FINISHED), True)
        assert sorted(store.written()) == sorted([*FINISHED, "datapackage.json"]), number
        if not killed:
            break
        number += step(part)
    # The package, two lists; four files, each put and verified; the package read and written.
    assert number >= 13


@pytest.mark.sampled(2)
def test_two_at_once_write_each_object_once(
    folder: Path, store: ObjectStoreServer, part: str
) -> None:
    number, client = 0, store.client()
    while True:
        bucket = store.bucket()
        store.asked.clear()
        seen: list[Published] = []
        turns = count()

        def second(
            bucket: Bucket = bucket, seen: list[Published] = seen, turn: int = number,
            turns: Iterator[int] = turns, **_about: Any,
        ) -> None:  # fmt: skip
            if next(turns) == turn:
                seen.append(put(folder, bucket))

        with first_of_all(client, "before-send.s3", second):
            first = publish(
                finished_files(folder), ObjectStore(client, location(f"s3://{bucket.name}"))
            )
        if not seen:
            break
        assert sorted(store.written()) == sorted([*FINISHED, "datapackage.json"]), number
        assert sorted(paths(first.sent) + paths(seen[0].sent)) == list(FINISHED)
        assert (first.conflicts, seen[0].conflicts) == ([], [])
        assert (set(listed(bucket)), is_true(bucket)) == (set(FINISHED), True)
        number += step(part)
    assert number >= 13


@pytest.mark.soak
def test_two_folders_at_once_lose_no_entry(
    folder: Path,
    tmp_path: Path,
    bucket: Bucket,
    store: ObjectStoreServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both have read the package before either writes it."""
    other = tmp_path / "other"
    set_clock(monkeypatch, "02 12:00")
    Site(other).look(8, "01 11:00")
    set_clock(monkeypatch, "07 12:00")
    Site(other).look(9, "01 11:00")
    client = store.client()
    seen: list[Published] = []

    def second(params: dict[str, Any], **_about: Any) -> None:
        if "datapackage.json" in str(params["url_path"]) and not seen:
            seen.append(put(other, bucket))

    client.meta.events.register_first("before-call.s3.PutObject", second)
    publish(finished_files(folder), ObjectStore(client, location(f"s3://{bucket.name}")))
    assert set(listed(bucket)) == {*FINISHED, "articles/2026-03-02.jsonl"}
    assert is_true(bucket)


def test_a_conflict_of_writes_is_tried_again(
    folder: Path, bucket: Bucket, store: ObjectStoreServer
) -> None:
    busy = ["articles/2026-03-05.jsonl", "datapackage.json"]

    def answer(method: str, path: str) -> tuple[str, str] | None:
        if method == "PUT" and path in busy:
            busy.remove(path)
            return "409 Conflict", "<Error><Code>ConditionalRequestConflict</Code></Error>"
        return None

    store.answer = answer
    assert paths(put(folder, bucket).sent) == list(FINISHED)
    assert set(listed(bucket)) == set(FINISHED)


@pytest.mark.soak
def test_a_large_file_is_verified_by_the_checksum_of_its_parts(
    folder: Path, bucket: Bucket, store: ObjectStoreServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moto.s3.models.S3_UPLOAD_PART_MIN_SIZE", 1)
    monkeypatch.setattr(object_store, "PART", 1500)
    put(folder, bucket)
    path = "articles/2026-03-06.jsonl"
    data = (folder / path).read_bytes()
    parts = [data[start : start + 1500] for start in range(0, len(data), 1500)]
    digests = b"".join(hashlib.sha256(part).digest() for part in parts)
    whole = b64encode(hashlib.sha256(digests).digest()).decode()
    assert bucket.head(path)["ChecksumSHA256"].partition("-")[0] == whole
    # A publisher with parts of another size finds the same content.
    monkeypatch.setattr(object_store, "PART", 2000)
    bucket.client.delete_object(Bucket=bucket.name, Key="datapackage.json")
    assert paths(put(folder, bucket).there) == list(FINISHED)
    assert Asked("GET", path, 200) in store.asked


def test_a_file_that_changes_while_it_is_sent_is_not_published(
    folder: Path, bucket: Bucket, part: str
) -> None:
    files = finished_files(folder)
    path = folder / "articles" / "2026-03-05.jsonl"
    path.write_bytes(path.read_bytes()[:-2] + b"!\n")
    with pytest.raises(PublishError, match=r"2026-03-05\.jsonl changed while it was read"):
        publish(files, ObjectStore(bucket.client, location(f"s3://{bucket.name}")))
    path.unlink()
    with pytest.raises(PublishError, match=r"2026-03-05\.jsonl cannot be read: No such file"):
        publish(files, ObjectStore(bucket.client, location(f"s3://{bucket.name}")))
    assert bucket.objects() == {}
    assert "Uploads" not in bucket.client.list_multipart_uploads(Bucket=bucket.name)


@pytest.mark.parametrize(
    ("status", "code", "says"),
    [
        ("404 Not Found", "NoSuchBucket", r"there is no bucket 'bucket-\d+': make it first"),
        ("403 Forbidden", "AccessDenied", "denies GetObject: allow s3:ListBucket on the bucket"),
        ("403 Forbidden", "InvalidAccessKeyId", "refuses the credentials .InvalidAccessKeyId.: re"),
        ("400 Bad Request", "ExpiredToken", "refuses the credentials .ExpiredToken.: renew them"),
        ("400 Bad Request", "IllegalLocationConstraintException", "another region: set AWS_REGION"),
        ("503 Slow Down", "SlowDown", "refuses GetObject: An error occurred .SlowDown."),
    ],
)
def test_a_refusal_is_one_line_that_says_what_to_do(
    folder: Path, bucket: Bucket, store: ObjectStoreServer, status: str, code: str, says: str
) -> None:
    store.answer = lambda method, path: (status, f"<Error><Code>{code}</Code></Error>")
    with pytest.raises(PublishError, match=says) as raised:
        put(folder, bucket)
    assert len(str(raised.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("listed", "says"),
    [
        ("<Contents><Size>5</Size></Contents>", r"KeyError: 'Key'"),
        ("<Contents><Key>a</Key><Size>much</Size></Contents>", "ValueError: .*'much'"),
        ("<Contents><Key>a</Key><LastModified>?</LastModified></Contents>", "ValueError: Invalid"),
        ("<IsTruncated>true</IsTruncated><NextContinuationToken>{n}</NextContinuationToken>",
         "lists articles without end"),
    ],
)  # fmt: skip
def test_an_answer_that_is_none_of_a_store_is_one_line(
    folder: Path, bucket: Bucket, store: ObjectStoreServer, monkeypatch: pytest.MonkeyPatch,
    listed: str, says: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(object_store, "_MOST_PAGES", 3)
    body = "<ListBucketResult>{}</ListBucketResult>"

    def answer(_method: str, path: str) -> tuple[str, str] | None:
        return (
            ("200 OK", body.format(listed.format(n=len(store.asked)))) if "list" in path else None
        )

    store.answer = answer
    with pytest.raises(PublishError, match=says) as raised:
        put(folder, bucket)
    assert len(str(raised.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        (
            "AWS_ACCESS_KEY_ID",
            None,
            r"no credentials for s3://bucket-\d+/ .* set AWS_ACCESS_KEY",
        ),
        ("AWS_SECRET_ACCESS_KEY", None, "no credentials for "),
        ("AWS_PROFILE", "nobody", "no credentials for .*nobody.*AWS_PROFILE"),
        ("AWS_ENDPOINT_URL", "nonsense", "AWS_ENDPOINT_URL cannot be used: Invalid endpoint: non"),
        ("AWS_DEFAULT_REGION", "no region", "boto3 cannot reach .*region_name 'no region'"),
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:9", "does not answer .*: look at AWS_ENDPOINT_URL"),
    ],
)
def test_a_wrong_configuration_is_one_line_that_says_what_to_do(
    folder: Path, bucket: Bucket, monkeypatch: pytest.MonkeyPatch,
    name: str, value: str | None, says: str,
) -> None:  # fmt: skip
    monkeypatch.delenv(name) if value is None else monkeypatch.setenv(name, value)
    place = location(f"s3://{bucket.name}")
    with pytest.raises(PublishError, match=says) as raised, connected(place) as made:
        publish(finished_files(folder), made)
    assert len(str(raised.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("address", "bucket", "prefix"),
    [
        ("s3://news", "news", ""),
        ("s3://news/", "news", ""),
        ("s3://my.news-1/a/b c/", "my.news-1", "a/b c/"),
        ("s3://news/أخبار", "news", "أخبار/"),
    ],
)
def test_an_address_is_a_bucket_and_a_prefix(address: str, bucket: str, prefix: str) -> None:
    found = location(address)
    assert (found.bucket, found.prefix) == (bucket, prefix)


@pytest.mark.parametrize(
    "address",
    ["", "s3://", "s3://x", "s3:///a", "s3://News", "s3://news//a", "s3://news/a/../b", "gs://news",
     "s3://news/a\nb", "https://news.example", "news"],
)  # fmt: skip
def test_another_address_is_refused(address: str) -> None:
    with pytest.raises(WrongUseError, match="is not a place in object storage: write s3://BUCKET"):
        location(address)


def test_a_password_in_an_address_is_not_repeated() -> None:
    with pytest.raises(WrongUseError, match=r"^the address is not a place in object storage"):
        location("s3://me:secret@news")


def test_the_command_says_what_it_did(folder: Path, bucket: Bucket) -> None:
    place = f"s3://{bucket.name}/news"
    look = run_command(Command, folder, place, "--dry-run")
    *lines, last = look.out.splitlines()
    assert (look.status, [line.split("  ")[0] for line in lines][:2]) == (0, list(FINISHED)[:2])
    assert last.startswith("would publish ")
    done = run_command(Command, folder, place)
    assert done == (0, last.replace("would publish", "published") + "\n", "")


def test_the_command_says_what_it_could_not_do(folder: Path, bucket: Bucket) -> None:
    path = "articles/2026-03-06.jsonl"
    bucket.put("other/articles/2026-03-06.jsonl", b"theirs")
    conflict = run_command(Command, folder, f"s3://{bucket.name}/other")
    assert (conflict.status, conflict.err) == (1, (
        f"scrapy publish: s3://{bucket.name}/other/{path} has another content than the file here, "
        "and stays as it is: publish each output folder to a prefix of its own, or move the object "
        "away\n"
    ))  # fmt: skip
    wrong = run_command(Command, folder, f"s3://{bucket.name}x")
    assert wrong.status == 1
    assert wrong.err.startswith(f"scrapy publish: there is no bucket '{bucket.name}x': make it")
    for misuse in ([], ["news"]):
        done = command_line("publish", *misuse, "-s", f"OUTPUT_DIR={folder}", code=2)
        assert done.out == ""


def test_a_folder_without_a_finished_day_needs_no_store(tmp_path: Path) -> None:
    Site(tmp_path).look(1, "01 11:00")
    done = scrapy("publish", "s3://nowhere", "-s", f"OUTPUT_DIR={tmp_path}", code=0)
    assert done.stdout == f"{tmp_path} has no finished day to publish\n"
