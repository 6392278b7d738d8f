"""The quarantine of one site: what is in it, and what becomes of it when a person has looked."""

import asyncio
from contextlib import closing

from services.manager.context import ManagerContext
from services.manager.look.problems import Quarantined
from shared.delta.hashing import hash_readable
from shared.model.paths import parent
from shared.roots.posix.trash import Trash
from shared.web.problem import ChangedError, NotFoundError


class Quarantine:
    """Answers people, and does what they decide."""

    def __init__(self, context: ManagerContext) -> None:
        self._context = context

    def files(self) -> list[Quarantined]:
        """Return what is in it, by path, as the last looks found it."""
        problems = self._context.observed.problems
        return sorted(
            (one for one in problems.values() if isinstance(one, Quarantined)), key=lambda one: one.path
        )

    def release(self, path: str) -> Quarantined:
        """Have a file published as it is. Raises NotFoundError."""
        one = self._find(path)
        self._context.state.values.keep_released(path, one.fingerprint)
        self._context.dirty.add(parent(path))
        return one

    async def drop(self, path: str) -> Quarantined:
        """Move a file into the trash; what the tree has at its path is placed again.

        Raises:
            NotFoundError: it is not in quarantine.
            ChangedError: another file stands there by now.
            StorageError: it cannot be moved; it is where it was.
        """
        one = self._find(path)
        # Before it goes: what went away at a path that was placed here would be a deletion everywhere.
        self._context.state.forget_paths([path])
        try:
            await asyncio.to_thread(self._into_the_trash, one)
        finally:
            self._context.dirty.add(parent(path))
        return one

    def _find(self, path: str) -> Quarantined:
        one = self._context.observed.problems.get(path)
        if not isinstance(one, Quarantined):
            site = self._context.identity.site
            raise NotFoundError(
                f"{path} is not in the quarantine of site {site}: see `spicerack quarantine list`"
            )
        return one

    def _into_the_trash(self, one: Quarantined) -> None:
        now = self._context.clock.now()
        with closing(self._context.directory_look.open_files()) as files:
            with files.open(one.path) as file:
                content = hash_readable(file)
                if file.status().fingerprint != one.fingerprint:
                    raise ChangedError(f"{one.path} was changed meanwhile: look at it again")
            trash = Trash(files)
            day = trash.prepare(now)
            trash.put(one.path, content=content, origin=one.path, at=now)
            for directory in (day, parent(one.path)):
                files.sync_directory(directory)
