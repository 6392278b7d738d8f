"""Kernels of the projection as candidates for sets: those that can be used, and that the caller sees."""

from collections.abc import Callable, Iterable, Mapping

from services.spice.kernels.view import Kernel, KernelView, Sees, Version
from shared.spice.names.model import Quality
from shared.spice.names.spacecraft import guests
from shared.spice.sets.model import Candidate
from shared.spice.sets.preference import Reach, preference


class Candidates:
    """Looks kernels up by their contents; a content at several paths counts at the preferred one."""

    def __init__(
        self, view: KernelView, sees: Sees, *, admits: Callable[[Kernel], bool] = lambda _: True
    ) -> None:
        """Look nothing up yet.

        Args:
            view: where kernels are.
            sees: tells whether the caller sees a path.
            admits: tells whether a kernel may be in a set; judged of what is usable and seen.
        """
        self._view = view
        self.sees = sees
        self._admits = admits
        self._known: dict[str, Candidate | None] = {}
        self.refused: dict[str, Kernel] = {}
        """Kernels that were seen and cannot be used, by path."""
        self.kernels: dict[str, Kernel] = {}
        """The kernel of each candidate, by content."""

    def of(self, contents: Iterable[str]) -> Mapping[str, Candidate]:
        """Return the candidates among some contents."""
        wanted = list(dict.fromkeys(contents))
        fresh = [content for content in wanted if content not in self._known]
        self._known.update((content, None) for content in fresh)
        reaches = self._view.reach_of(fresh)
        for kernel in self._view.of_contents(fresh):
            if self.sees(kernel.path):
                self._note(kernel, reaches.get(kernel.content))
        return {content: found for content in wanted if (found := self._known[content]) is not None}

    def _note(self, kernel: Kernel, reach: Reach | None) -> None:
        if not kernel.usable:
            self.refused[kernel.path] = kernel
            return
        if not self._admits(kernel):
            return
        own = preference(
            kernel.path,
            kernel.quality,
            kernel.rank,
            misnamed=kernel.misnamed,
            made=kernel.made,
            era=(0.0, 0) if reach is None else reach.era,
        )
        known = self._known[kernel.content]
        if known is not None and known.preference > own:
            return
        newer = [] if kernel.misnamed else self._newer(kernel)
        self.kernels[kernel.content] = kernel
        self._known[kernel.content] = Candidate(
            path=kernel.path,
            content=kernel.content,
            family=kernel.family,
            form=kernel.form,
            quality=int(Quality.UNTOLD) if kernel.misnamed else kernel.quality,
            preference=own,
            superseded_by=newer[0].path if newer else None,
            newer=len({one.rank for one in newer}),
            guests=frozenset() if reach is None else guests(kernel.mission, reach.codes),
        )

    def _newer(self, kernel: Kernel) -> list[Version]:
        return self._view.newer_versions(kernel, self.sees, of_any_quality=False)
