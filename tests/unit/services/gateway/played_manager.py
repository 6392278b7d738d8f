"""A site's manager, and all that comes after it, as far as a gateway meets them. No test module."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

from shared.contracts.messages.batch import Change, GroupNote
from shared.roots.posix.files.directory import PosixFiles
from shared.roots.posix.groups.group import Group, Stage
from shared.roots.posix.groups.group_files import GroupFiles
from tests.unit.services.gateway.desk import Desk

PAUSE = 0.005
"""Seconds between two looks for what a gateway has declared."""


def groups(desk: Desk) -> tuple[Group, ...]:
    """Return what is declared in the root."""
    with closing(PosixFiles(desk.root)) as files:
        return tuple(GroupFiles(files).all())


async def publish(desk: Desk, *, site: str = "a") -> int:
    """Take what is declared, and have it committed; return the last revision."""
    revision = 0
    for group in groups(desk):
        if group.stage is Stage.OPEN:
            continue
        if group.stage is Stage.WITHDRAWN:
            _forget(desk, group)
            continue
        changes = [Change(path=one.path, state=one.state, by=one.by) for one in group.changes]
        note = GroupNote(id=group.id, message=group.message) if group.together else None
        revision = await desk.say(changes, site=site, group=note)
        _forget(desk, group)
    return revision


def _forget(desk: Desk, group: Group) -> None:
    with closing(PosixFiles(desk.root)) as files:
        GroupFiles(files).remove(group.id)


@asynccontextmanager
async def publishing(desk: Desk) -> AsyncIterator[None]:
    """Publish whatever is declared, for as long as the block lasts."""

    async def forever() -> None:
        while True:
            await publish(desk)
            await asyncio.sleep(PAUSE)

    async with asyncio.TaskGroup() as group:
        task = group.create_task(forever())
        yield
        task.cancel()
