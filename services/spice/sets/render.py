"""Kernel sets as meta-kernels."""

from shared.contracts.http.knowledge.kernels import KernelSetAnswer
from shared.spice.text.render import UnrenderableError, render_meta_kernel
from shared.web.problem import RefusedError

ROOT_MAX = 200
"""Characters of a root: CSPICE opens paths of 255 in all."""


def rendered(found: KernelSetAnswer, *, root: str) -> str:
    """Return a set as a meta-kernel that can be taken anywhere: its kernels lie below `root`.

    Raises:
        RefusedError: no meta-kernel can name them; it says which.
    """
    try:
        return render_meta_kernel((one.path for one in found.members), root=root, comment=_comment(found))
    except UnrenderableError as error:
        raise RefusedError(str(error)) from error


def _comment(found: KernelSetAnswer) -> str:
    lines = [f"Kernel set {found.hash}", f"of revision {found.revision} of the collection."]
    for one in found.missing:
        lines.append(f"Missing: {one.what} ({one.kind})")
        lines += [f"   from {gap.start_utc} to {gap.stop_utc}" for gap in one.gaps[:10]]
    return "\n".join(lines)
