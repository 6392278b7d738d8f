"""Kernel sets for routes and calculations: implements `services.spice.sets.port.KernelSets`."""

from collections.abc import Sequence

from services.spice.context import SpiceContext
from services.spice.kernels.listing import Wanted, wanted_kernels
from services.spice.kernels.view import KernelView, Sees
from services.spice.sets.find import find_set, set_hash, set_member
from services.spice.sets.fit import demand_no_ring, demand_sound, notes_within
from services.spice.sets.meta_kernels import located
from shared.contracts.http.knowledge.kernels import KernelSetAnswer, KernelSetQuestion, MissingPart
from shared.spice.kinds.kind import Family
from shared.web.authorise import Caller, Scope
from shared.web.problem import NotFoundError


class KernelSetFinder:
    """Finds sets in the projection, in a thread."""

    def __init__(self, context: SpiceContext) -> None:
        self._context = context

    async def find(self, question: KernelSetQuestion, caller: Caller) -> KernelSetAnswer:
        """See `KernelSets`."""
        sees, all_of_it = self._sight(caller)
        undescribed = self._context.store.undescribed() if all_of_it else None
        return await self._context.ask(lambda view: find_set(view, question, sees, undescribed=undescribed))

    async def of_meta_kernel(self, path: str, caller: Caller) -> KernelSetAnswer:
        """See `KernelSets`."""
        sees, _ = self._sight(caller)
        return await self._context.ask(lambda view: set_of_meta_kernel(view, path, sees, sound=True))

    async def of_paths(self, paths: Sequence[str], caller: Caller) -> KernelSetAnswer:
        """See `KernelSets`."""
        sees, _ = self._sight(caller)
        return await self._context.ask(lambda view: set_of_paths(view, paths, sees, sound=True))

    async def meta_kernels(self, caller: Caller) -> Sequence[str]:
        """See `KernelSets`."""
        sees, _ = self._sight(caller)
        wanted = Wanted(kind=Family.MK.value)
        return await self._context.ask(
            lambda view: tuple(kernel.path for kernel, _ in wanted_kernels(view, wanted, sees))
        )

    def _sight(self, caller: Caller) -> tuple[Sees, bool]:
        collection = self._context.collection
        if caller.rights.has_all(Scope.READ, collection):
            return (lambda _: True), True
        return (lambda path: caller.sees(collection, path)), False


def set_of_paths(
    view: KernelView, paths: Sequence[str], sees: Sees, *, sound: bool = False
) -> KernelSetAnswer:
    """Return kernels as a set, in their order.

    A kernel that is named again counts where it is named last, as it does for CSPICE: it is loaded once.

    Raises:
        NotFoundError: the caller sees no such kernel.
        UnfitKernelsError: they have frames relative to each other without an end; or one is known as broken,
            and all have to be sound.
    """
    kernels = []
    for path in _last(paths):
        found = next(view.kernels("kernel.path = ?", (path,)), None) if sees(path) else None
        if found is None:
            raise NotFoundError(f"no kernel stands at {path!r}")
        kernels.append(found)
    if sound:
        demand_sound(kernels)
    members = [set_member(one) for one in kernels]
    demand_no_ring(view, members)
    return KernelSetAnswer(
        revision=view.revision,
        hash=set_hash(one.content for one in members),
        members=tuple(members),
        notes=notes_within(view, members),
        complete=True,
    )


def set_of_meta_kernel(view: KernelView, path: str, sees: Sees, *, sound: bool = False) -> KernelSetAnswer:
    """Return the members of a meta-kernel as a set, in its order.

    Raises:
        NotFoundError: there is none that the caller sees.
        UnfitKernelsError: as `set_of_paths` does.
    """
    _, members = located(view, path, sees)
    places = {one.kernel.path: one.kernel for one in members if one.kernel is not None}
    held = [places[path] for path in _last([one.kernel.path for one in members if one.kernel is not None])]
    missing = {one.written: None for one in members if one.kernel is None}
    if sound:
        demand_sound(held)
    own = tuple(set_member(one, (path,)) for one in held)
    demand_no_ring(view, own)
    return KernelSetAnswer(
        revision=view.revision,
        hash=set_hash(one.content for one in held),
        members=own,
        notes=notes_within(view, own),
        complete=not missing,
        missing=tuple(MissingPart(what=written, kind="kernel") for written in missing),
    )


def _last(paths: Sequence[str]) -> list[str]:
    """Return each path once, where it stands last."""
    return list(dict.fromkeys(reversed(paths)))[::-1]
