"""Objects of a bucket below a prefix, one call of the store a step: `S3Root` is made of these."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from shared.model.entry import Kind
from shared.model.paths import PathError
from shared.roots.errors import ChangedError, MissingError, StorageError
from shared.roots.port import Put, Stat
from shared.roots.remote.arriving import Arriving
from shared.roots.remote.outcomes import check_ours
from shared.roots.remote.s3.client import Answer, Bucket, S3Client
from shared.roots.remote.s3.errors import told_as_roots_do
from shared.roots.remote.s3.parts import gather, part_size

NANOSECONDS = 1_000_000_000
READ_CHUNK = 1024 * 1024
HTTP_PARTIAL_CONTENT = 206

CHECKSUM = "CRC32"
"""Of each part, announced as an object of parts begins: the client sends it with parts in any case."""


class Objects:
    """The objects of one bucket below one prefix.

    Args:
        client: of the store.
        bucket: where in it.
        conditions: whether the store is asked to compare: some refuse a request that asks for it.
    """

    def __init__(self, client: S3Client, bucket: Bucket, *, conditions: bool = True) -> None:
        self._client = client
        self._bucket = bucket
        self._conditions = conditions

    def list(self, prefix: str) -> Iterator[Stat]:
        """Yield what lies below, in the order of the store, which is that of the keys' bytes.

        Keys that are no paths of a root (`a//b`, `/a`, one that ends with a slash) are passed over.
        """
        below = self._bucket.key(f"{prefix}/" if prefix else "")
        arguments = {"Bucket": self._bucket.name, "Prefix": below}
        while True:
            with told_as_roots_do(prefix or "/"):
                page = self._client.list_objects_v2(**arguments)
            yield from (stat for one in page.get("Contents", ()) if (stat := self._listed(one)))
            if not page.get("IsTruncated"):
                return
            arguments["ContinuationToken"] = page["NextContinuationToken"]

    def names(self, directory: str) -> Sequence[Stat]:
        """Return what lies in one directory; keys with a common part are a directory.

        Raises:
            StorageError: a key is a file and a directory at once: of one of them, nothing could be told.
        """
        below = self._bucket.key(f"{directory}/" if directory else "")
        found: dict[str, Stat] = {}
        for stat in self._listed_in(directory, below):
            if found.setdefault(stat.path, stat).kind is not stat.kind:
                raise StorageError(
                    f"{stat.path!r} is an object, and others have it as a directory: rename one of them"
                )
        return tuple(found.values())

    def stat(self, path: str) -> Stat:
        """Return what stands there. Raises MissingError."""
        with told_as_roots_do(path):
            head = self._client.head_object(**self._at(path))
        return _stat(path, head["ContentLength"], head)

    def read(self, path: str, version: str, start: int, end: int) -> Iterator[bytes]:
        """Yield the bytes from `start` to before `end` of a version. Raises ChangedError."""
        if start >= end:
            return
        with told_as_roots_do(path):
            answer = self._client.get_object(
                **self._at(path), IfMatch=version, Range=f"bytes={start}-{end - 1}"
            )
            _check_range(path, answer)
            _check_version(path, answer, version)
            for data in answer["Body"].iter_chunks(READ_CHUNK):
                start += len(data)
                yield data
        if start != end:
            raise StorageError(f"the store sent {end - start} bytes of {path!r} too few: read it again")

    def read_whole(self, path: str, size_max: int) -> bytes | None:
        """Return a small object of our own; None where there is none."""
        try:
            with told_as_roots_do(path):
                answer = self._client.get_object(**self._at(path))
                return bytes(answer["Body"].read(size_max))
        except MissingError:
            return None

    def write_whole(self, path: str, data: bytes) -> None:
        """Write a small object of our own over what stands there."""
        with told_as_roots_do(path):
            self._client.put_object(**self._at(path), Body=data)

    def remove(self, path: str, prior: str) -> None:
        """Remove a version. Raises ChangedError."""
        with told_as_roots_do(path):
            self._client.delete_object(**self._at(path), **self._condition(prior))

    def write(self, put: Put, arriving: Arriving) -> str:
        """Write an object if the prior stands there; return its version. Nothing is seen before its end."""
        parts = gather(arriving, part_size(put.size_max))
        first = next(parts)
        second = next(parts, None)
        if second is None:
            with told_as_roots_do(put.path):
                return _version(
                    self._client.put_object(**self._at(put.path), **self._condition(put.prior), Body=first)
                )
        return self._write_parts(put, chain((first, second), parts))

    def sweep(self, before: datetime | None = None) -> None:
        """Drop parts of objects that were never completed: they cost room and are not seen.

        Args:
            before: drop those alone that were begun before.
        """
        with told_as_roots_do("/"):
            begun = self._client.list_multipart_uploads(Bucket=self._bucket.name, Prefix=self._bucket.key(""))
            for one in begun.get("Uploads", ()):
                if before is not None and one["Initiated"] >= before:
                    continue
                self._client.abort_multipart_upload(
                    Bucket=self._bucket.name, Key=one["Key"], UploadId=one["UploadId"]
                )

    def _write_parts(self, put: Put, parts: Iterator[bytes]) -> str:
        with told_as_roots_do(put.path):
            upload = {**self._at(put.path), "UploadId": ""}
            upload["UploadId"] = self._begin(put.path)
            try:
                sent = [self._send(upload, number, part) for number, part in enumerate(parts, 1)]
                return _version(
                    self._client.complete_multipart_upload(
                        **upload, **self._condition(put.prior), MultipartUpload={"Parts": sent}
                    )
                )
            except BaseException:
                self._client.abort_multipart_upload(**upload)
                raise

    def _begin(self, path: str) -> str:
        """Begin an object of parts. Strict stores refuse checksums of parts that were not announced."""
        answer = self._client.create_multipart_upload(**self._at(path), ChecksumAlgorithm=CHECKSUM)
        return str(answer["UploadId"])

    def _send(self, upload: dict[str, str], number: int, part: bytes) -> dict[str, Any]:
        answer = self._client.upload_part(**upload, PartNumber=number, Body=part, ChecksumAlgorithm=CHECKSUM)
        checksums = {name: value for name, value in answer.items() if name.startswith("Checksum")}
        return {"PartNumber": number, "ETag": answer["ETag"], **checksums}

    def _listed_in(self, directory: str, below: str) -> Iterator[Stat]:
        arguments = {"Bucket": self._bucket.name, "Prefix": below, "Delimiter": "/"}
        while True:
            with told_as_roots_do(directory or "/"):
                page = self._client.list_objects_v2(**arguments)
            for one in page.get("CommonPrefixes", ()):
                path = self._path(str(one["Prefix"]).removesuffix("/"))
                if path is not None:
                    yield Stat(path=path, kind=Kind.DIRECTORY)
            yield from (stat for one in page.get("Contents", ()) if (stat := self._listed(one)))
            if not page.get("IsTruncated"):
                return
            arguments["ContinuationToken"] = page["NextContinuationToken"]

    def _listed(self, one: Answer) -> Stat | None:
        path = self._path(str(one["Key"]))
        return None if path is None else _stat(path, one["Size"], one)

    def _path(self, key: str) -> str | None:
        """Return the path of a key; None where it is none of a root."""
        path = key[len(self._bucket.key("")) :]
        try:
            return check_ours(path)
        except PathError:
            return None

    def _at(self, path: str) -> dict[str, str]:
        return {"Bucket": self._bucket.name, "Key": self._bucket.key(path)}

    def _condition(self, prior: str | None) -> dict[str, str]:
        if not self._conditions:
            return {}
        return {"IfNoneMatch": "*"} if prior is None else {"IfMatch": prior}


def _stat(path: str, size: int, told: Answer) -> Stat:
    """Return a file; its time is that of its upload, in seconds, since lists and heads differ below them."""
    at: datetime | None = told.get("LastModified")
    mtime_ns = 0 if at is None else int(at.timestamp()) * NANOSECONDS
    return Stat(path=path, kind=Kind.FILE, size=size, mtime_ns=mtime_ns, version=told.get("ETag", ""))


def _version(answer: Answer) -> str:
    return str(answer["ETag"])


def _check_range(path: str, answer: Answer) -> None:
    """Raise where a store answers a range as if it were a whole object: a reader would misplace its bytes."""
    if answer["ResponseMetadata"]["HTTPStatusCode"] != HTTP_PARTIAL_CONTENT:
        raise StorageError(f"the store gives ranges of {path!r} in no way that can be relied on")


def _check_version(path: str, answer: Answer, version: str) -> None:
    """Raise where a store passes over the version that was demanded and gives another."""
    if version and answer.get("ETag", version) != version:
        raise ChangedError(f"{path!r} is another version than the one that was asked for")
