"""The members of a meta-kernel, as a caller finds them in the collection."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from services.spice.kernels.view import Kernel, KernelView, Sees
from shared.spice.kinds.kind import Family
from shared.spice.text.meta_kernel import Member, place_of
from shared.web.problem import NotFoundError


@dataclass(frozen=True, slots=True)
class Located:
    """One member."""

    written: str
    """As the meta-kernel names it, symbols replaced."""
    kernel: Kernel | None
    """None where the collection has none there that the caller sees."""
    superseded_by: str | None = None

    @property
    def state(self) -> str:
        """Return what became of it: held, missing, damaged or undescribed."""
        if self.kernel is None:
            return "missing"
        if not self.kernel.told:
            return "undescribed"
        return "held" if self.kernel.usable else "damaged"


class _Seen(Container[str]):
    """The paths of kernels that the caller sees."""

    def __init__(self, view: KernelView, sees: Sees) -> None:
        self._view = view
        self._sees = sees

    def __contains__(self, path: object) -> bool:
        return isinstance(path, str) and self._view.at(path) is not None and self._sees(path)


def located(view: KernelView, path: str, sees: Sees) -> tuple[Kernel, Sequence[Located]]:
    """Return a meta-kernel, and where each of its members is, in their order.

    Raises:
        NotFoundError: there is no meta-kernel there that the caller sees, or nobody has described it yet.
    """
    kernel = view.at(path)
    if kernel is None or kernel.family != Family.MK or not sees(path):
        raise NotFoundError(f"the collection has no meta-kernel {path}")
    if not kernel.told_family:
        raise NotFoundError(f"nobody has described {path} yet: ask again later")
    seen = _Seen(view, sees)
    return kernel, [_located(view, one, path, seen, sees) for one in view.members(kernel.content)]


def _located(view: KernelView, written: str, path: str, seen: _Seen, sees: Sees) -> Located:
    place = place_of(Member(written, written), path, seen)
    kernel = None if place is None else view.at(place)
    if kernel is None:
        return Located(written, None)
    return Located(written, kernel, view.superseding(kernel, sees))
