"""Contents that are no kernels though they bear a kernel's name: pages, pointers, archives, error messages.

CSPICE furnishes an HTML page as an empty text kernel without a word.
"""

from shared.model.impostors import AGAIN, HEAD_BYTES, impostor, packer
from shared.model.reading import ReadAt
from shared.spice.kinds.by_name import claimed, is_partial
from shared.spice.problems import Code, Problem, problem


def suspicion(source: ReadAt, name: str) -> Problem | None:
    """Return why a content cannot be the kernel that its name claims, None where nothing speaks against it.

    A name that claims no kernel is never suspicious, but for that of an unfinished download of one.
    """
    if is_partial(name):
        return problem(Code.PARTIAL_NAME, "the name is that of an unfinished download: wait or remove it")
    if claimed(name) is None:
        return None
    if source.size == 0:
        return problem(Code.EMPTY, f"the file is empty: {AGAIN}")
    head = source.read_at(0, HEAD_BYTES)
    found = impostor(head, source.size)
    if found is not None:
        return problem(Code(found.kind.value), found.detail)
    tool = packer(head)
    if tool is not None:
        return problem(Code.PACKED, f"the file is packed with {tool}: unpack it, CSPICE cannot read it")
    return None
