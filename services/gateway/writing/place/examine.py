"""The examination of what is put, before any of it is placed, by the rules of the site's quarantine. Blocks.

The site's manager asks the same rules of what stands in the directory (docs/descriptions.md#quarantine). What
it would keep back is not placed at all: its writer hears at once, and the older version stays.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from services.gateway.writing.plan import Planned
from shared.heads.families import HeadProblem, is_of_a_family
from shared.heads.quarantine import MISSING, Policy
from shared.model.entry import Kind
from shared.roots.errors import MissingError, WrongTypeError
from shared.roots.posix.files.port import Files
from shared.roots.posix.files.sized import SizedFile
from shared.roots.posix.groups.sources import FromFile, FromUpload
from shared.roots.posix.uploads.upload_files import data_path


@dataclass(frozen=True, slots=True)
class Broken:
    """A file that would be quarantined."""

    path: str
    problem: HeadProblem


def to_examine(plans: Iterable[Planned]) -> list[Planned]:
    """Return the plans that put something under the name of a kernel or a frame."""
    return [plan for plan in plans if plan.kind is Kind.FILE and is_of_a_family(plan.path)]


def broken_of(
    files: Files, plans: Iterable[Planned], policy: Policy, *, replaced: Collection[str]
) -> Broken | None:
    """Return the first file that would be quarantined, None where none would.

    Args:
        files: of the root.
        plans: to examine.
        policy: the rules.
        replaced: paths at which the tree has a file. It counts as whole: whether a person let it out of the
            quarantine is known to the manager alone.

    Raises:
        StorageError: the disk failed.
    """
    for plan in plans:
        problem = problem_at(files, _path_of(plan), plan.path, policy, replaces_whole=plan.path in replaced)
        if problem is not None:
            return Broken(plan.path, problem)
    return None


def problem_at(
    files: Files, at: str, name: str, policy: Policy, *, replaces_whole: bool
) -> HeadProblem | None:
    """Return why the bytes of a file would be quarantined under a name; None also where no file is."""
    try:
        with files.open(at) as file:
            source = SizedFile(file, file.status().fingerprint.size)
            return policy.problem_of(source, name, replaces_whole=replaces_whole)
    except (MissingError, WrongTypeError):
        return None  # Writing it tells what is wrong.


def is_kept_back(files: Files, path: str, policy: Policy, *, replaces_whole: bool) -> bool:
    """Tell whether the quarantine keeps back what stands at a path.

    A file whose last bytes are missing is not broken while a program still writes to it.
    """
    problem = problem_at(files, path, path, policy, replaces_whole=replaces_whole)
    if problem is None:
        return False
    if problem.code not in MISSING:
        return True
    with files.open(path) as file:
        return not file.has_writer()


def _path_of(plan: Planned) -> str:
    """Return where the bytes are now."""
    match plan.source:
        case FromUpload(upload_id):
            return data_path(upload_id)
        case FromFile(path):
            return path
        case None:
            return plan.path
