"""The describer of FITS files: their parts, headers, sums, the frame that they tell, and its sky."""

import warnings
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from services.describer.fits.open import opened
from services.describer.fits.unpack import holds_fits
from shared.contracts.messages.description import ContentProblem, Findings, Severity
from shared.descriptions.port import Source
from shared.fits.by_name import claimed, may_hold
from shared.fits.frame.settings import DEFAULTS, REVISION_MAX, FrameSettings
from shared.fits.glance import recognises
from shared.fits.problems import Problem
from shared.model.problems import bounded

KIND = "fits"

VERSION = 3
"""Rises whenever this package or `shared.fits` tell something else of any content."""


class FitsDescriber:
    """Implements `shared.descriptions.port.Describer`."""

    name = "fits"

    def __init__(self, settings: FrameSettings = DEFAULTS) -> None:
        self._settings = settings

    @property
    def version(self) -> int:
        """Of the code, and of the settings, whose changes count as well."""
        return VERSION * (REVISION_MAX + 1) + self._settings.revision

    def configured(self, table: Mapping[str, Any]) -> "FitsDescriber":
        """Return a describer with settings as an operator wrote them.

        Raises:
            ValueError: they are none; the message says which and why.
        """
        try:
            return FitsDescriber(FrameSettings.model_validate(table))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise ValueError(f"{where}: {first['msg']}") from error

    def recognises(self, source: Source, name: str) -> bool:
        """Tell whether the content is FITS, bears a name of it, or is a packed archive that holds it."""
        if recognises(source, name):
            return True
        return claimed(name) is None and may_hold(name) and holds_fits(source)

    def describe(self, source: Source, name: str) -> Findings:
        """Return all that the content tells. No bytes make it raise; errors of input pass through."""
        with warnings.catch_warnings():
            # Whatever astropy mends or passes over, it says to a person who is not there.
            warnings.simplefilter("ignore")
            return self._described(source, name)

    def _described(self, source: Source, name: str) -> Findings:
        # With the first frame: astropy takes a second to load, and many workers look at kernels alone.
        from services.describer.fits.facts import facts_of  # noqa: PLC0415

        found = opened(source, name, self._settings)
        facts = facts_of(found, source, name, self._settings)
        told = bounded([*found.problems, *facts.problems])
        words = {True: "complete", False: "incomplete", None: "untold"}
        return Findings(
            kind=KIND,
            completeness=words[found.complete],
            problems=tuple(map(_problem, told)),
            frame=facts.frame,
        )


def _problem(one: Problem) -> ContentProblem:
    severity = Severity(one.severity.name.lower())
    return ContentProblem(code=one.code.value, severity=severity, detail=one.detail)
