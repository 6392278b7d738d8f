"""The error about a file that would be quarantined: nothing of its change was made."""

from shared.contracts.http.problem import Problem
from shared.heads.families import HeadProblem
from shared.web.problem import ProblemError, ProblemKind

BROKEN = ProblemKind(
    422,
    "broken-file",
    "Broken file",
    "The request is out of form, or a file looks broken: the rules of the site's quarantine keep it back.",
)


class BrokenFileProblem(Problem):
    """Body of the error."""

    path: str
    """Where the file was to go."""
    rule: str
    """The problem that the file has, as `docs/kernels.md` and `docs/fits.md` list them, e.g. `web-page`."""


class BrokenFileError(ProblemError):
    """A file bears the name of a kernel or a frame, and looks as if it was none, or not whole."""

    kind = BROKEN

    def __init__(self, path: str, found: HeadProblem, *, site: str) -> None:
        super().__init__(
            f"{path!r} is refused by the rule {found.code.value}, and nothing was changed: {found.detail}, "
            "and put it again. Whoever means it as it is puts it under a name that claims nothing, or asks "
            f"the operator of site {site}, whose SPICERACK_QUARANTINE names the rules"
        )
        self._path = path
        self._rule = found.code.value

    def problem(self) -> Problem:
        """Return the body, with the path and the rule."""
        plain = self.kind.problem(str(self))
        return BrokenFileProblem(**plain.model_dump(), path=self._path, rule=self._rule)
