"""The order in which kernels are preferred that can stand for each other. Pure."""

from dataclasses import dataclass

from shared.spice.kinds.by_name import claimed

FORMER = frozenset(
    {"a_old_versions", "a_older_versions", "old_versions", "former_versions", "former", "zzarchive"}
)
"""Folders in which archives keep what was superseded (NAIF; ESA; NASA's mission teams)."""

LASTING = 50 * 365.25 * 86_400.0
"""Seconds: what covers more is made for all times, as landing sites and the ephemerides of planets.

The shortest of these that NAIF gives out have a hundred years; spacecraft live less long."""

Era = tuple[float, int]
"""When a kernel begins, and of how few systems of planets it tells: the larger is preferred."""

Preference = tuple[bool, int, bool, float, Era, str, tuple[int, ...], str]
"""The larger is preferred."""


def is_former(path: str) -> bool:
    """Tell whether a kernel lies where archives keep what was superseded."""
    return not FORMER.isdisjoint(path.lower().split("/")[:-1])


def is_misnamed(path: str, family: str, form: str) -> bool:
    """Tell whether a kernel bears the name of another kind: its name then tells nothing else of it either."""
    named = claimed(path)
    return named is not None and named != (family, form)


@dataclass(frozen=True, slots=True)
class Reach:
    """What a kernel covers of all that it tells of."""

    start: float
    """TDB seconds past J2000."""
    stop: float
    codes: frozenset[int]
    """NAIF's, of bodies, instruments and frames."""

    @property
    def era(self) -> Era:
        """Return what speaks for it among others of its quality.

        What begins later was made by one who knew more. What is made for all times comes after that; of such,
        the one of fewer systems first: the ephemeris of Mars' moons before that of all planets.
        """
        if self.stop - self.start <= LASTING:
            return self.start, 0
        return float("-inf"), -len({_system(code) for code in self.codes})


def _system(code: int) -> int:
    """Return the barycenter that a planet or its moon goes with; of all else its own code."""
    return code // 100 if 100 < code < 1000 else code


def preference(
    path: str, quality: int, rank: str, *, misnamed: bool, made: float = 0.0, era: Era = (0.0, 0)
) -> Preference:
    """Return the place of a kernel in the order of those that can stand for each other.

    Args:
        path: of equals the first by path is preferred.
        quality: of its name, better is higher.
        rank: compares as its version.
        misnamed: whether its name is that of another kind.
        made: when it says that it was made, later is higher. Names of one clock's kernels may number their
            versions apart, so that these are not to be compared.
        era: of what it covers over time.
    """
    return (
        not misnamed,
        quality,
        not is_former(path),
        made,
        era,
        rank,
        tuple(-ord(letter) for letter in path),
        path,
    )
