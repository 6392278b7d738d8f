"""The account of a folder with its source: what an archive lists, held against what the collection has."""

import asyncio
import contextlib
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from fastapi import APIRouter, Depends
from pydantic import Field

from services.spice.api.parameters import PREFIX, Desk, OfDesk
from services.spice.geometry.api.questions import OfGeometry
from services.spice.geometry.files.content_files import StoreFullError
from services.spice.geometry.geometry import Geometry
from services.spice.kernels.view import KernelView
from services.spice.sets.find import set_member
from services.spice.sets.port import AbsentContentError, KernelsUnavailableError
from shared.contracts.http.knowledge.kernels import SetMember
from shared.model.base import FrozenModel
from shared.model.paths import PATH_MAX
from shared.spice.kinds.by_name import claimed
from shared.spice.source.account import Account, account
from shared.spice.source.checksums import parse_checksums
from shared.spice.source.errors import BadSourceError
from shared.spice.source.inventory import listed_by, parse_inventory
from shared.web.authorise import Scope, needs
from shared.web.problem import MalformedError, problems

router = APIRouter(prefix=PREFIX, tags=["accounts"], dependencies=[Depends(needs(Scope.READ))])

TEXT_MAX = 16 * 1024**2
"""Characters of a list: that of an archive of some hundred thousand files."""

VERIFY_MAX = 1024**3
"""Bytes of kernels that are read for one account: a few seconds of a processor."""


class AccountQuestion(FrozenModel):
    """What an archive lists, and the folder that is a replica of it."""

    text: str = Field(min_length=1, max_length=TEXT_MAX)
    """A table of MD5 and path (`checksum.tab`), or the inventory of a PDS4 collection."""
    listing: Literal["checksums", "inventory"] = "checksums"
    prefix: str = Field(default="", max_length=PATH_MAX)
    """Of the paths of the replica: the archive's root in the collection; none: all of it."""
    verify_bytes: int = Field(default=0, ge=0, le=VERIFY_MAX)
    """Of kernels that are read to compare their MD5: none compares names alone."""


class SupersededKernel(FrozenModel):
    """A kernel that its source replaced by a newer version."""

    path: str
    by: str


class AccountAnswer(FrozenModel):
    """How a folder stands to its source; paths are below the prefix, and of kernels alone."""

    revision: int
    same: int
    unverified: int
    """Of the same: their bytes were not read, or nobody has them now."""
    missing: tuple[str, ...]
    """Listed by the source, and not here."""
    differing: tuple[str, ...]
    """Here with other bytes than the source lists."""
    superseded: tuple[SupersededKernel, ...]
    """Here, no longer listed, and the source lists a newer version."""
    withdrawn: tuple[str, ...]
    """Here, no longer listed, and nothing listed replaces it."""


@router.post("/accounts", responses=problems(413, 415, 422, 503))
async def make_account(*, desk: OfDesk, geometry: OfGeometry, asked: AccountQuestion) -> AccountAnswer:
    """What is missing, differs, was superseded or withdrawn, by the list of an archive."""
    prefix = f"{asked.prefix.strip('/')}/".lstrip("/")
    revision, members = await _held(desk, prefix)
    listed = await asyncio.to_thread(_listed, asked, members)
    told = {path: listed[path] for path in members if listed.get(path)}
    found = await _checksums(geometry, [members[path] for path in sorted(told)], prefix, asked.verify_bytes)
    held = {path: found.get(path, listed.get(path, "")) for path in members}
    whole = await asyncio.to_thread(account, listed, held)
    unverified = sum(path in listed and path not in found for path in members)
    return _answer(whole, revision=revision, unverified=unverified)


async def _held(desk: Desk, prefix: str) -> tuple[int, dict[str, SetMember]]:
    def read(view: KernelView) -> tuple[int, dict[str, SetMember]]:
        below = (one for one in view.kernels() if one.path.startswith(prefix) and desk.sees(one.path))
        return view.revision, {one.path.removeprefix(prefix): set_member(one) for one in below}

    return await desk.context.ask(read)


def _listed(asked: AccountQuestion, held: dict[str, SetMember]) -> dict[str, str]:
    """Return the checksum by path of each kernel of the list, empty where it tells none."""
    try:
        if asked.listing == "inventory":
            return dict.fromkeys(listed_by(parse_inventory(asked.text), held), "")
        listed = parse_checksums(asked.text)
    except BadSourceError as error:
        raise MalformedError(f"text: {error}") from error
    return {path: md5 for path, md5 in listed.items() if claimed(path) is not None}


async def _checksums(
    geometry: Geometry, members: Sequence[SetMember], prefix: str, bytes_max: int
) -> dict[str, str]:
    """Return the MD5 by path of kernels, as many as bytes and time allow."""
    found: dict[str, str] = {}
    left = bytes_max
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(geometry.allowance.seconds):
            for member in members:
                if member.size <= left:
                    left -= member.size
                    with contextlib.suppress(AbsentContentError, KernelsUnavailableError, StoreFullError):
                        async with geometry.files.held((member,)) as (kernel,):
                            found[member.path.removeprefix(prefix)] = await asyncio.to_thread(
                                _md5, Path(kernel.file)
                            )
    return found


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def _answer(whole: Account, *, revision: int, unverified: int) -> AccountAnswer:
    return AccountAnswer(
        revision=revision,
        same=whole.same,
        unverified=unverified,
        missing=whole.missing,
        differing=whole.differing,
        superseded=tuple(SupersededKernel(path=one.path, by=one.by) for one in whole.superseded),
        withdrawn=whole.withdrawn,
    )
