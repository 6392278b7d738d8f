"""The tracks of a visit out of the catalogue in use, or out of sets around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from services.satellites.catalogue.keeper import Keeper
from services.satellites.errors import CatalogueUnfitError, FailedError, MalformedRequestError
from services.satellites.propagate import (
    ElementSets,
    Exposure,
    ExposureError,
    GeometryError,
    GeometrySettings,
    Site,
    Tracks,
    UntrustedError,
    propagate_visit,
)
from services.satellites.propagate.states.follow import Followed
from services.satellites.visits.gate import Gate
from services.satellites.visits.visit import Visit


class Propagate(Protocol):
    """What computes tracks."""

    def __call__(
        self,
        sets: ElementSets,
        site: Site,
        exposure: Exposure,
        settings: GeometrySettings,
        *,
        followed: Followed | None = None,
        beside: Sequence[ElementSets] = (),
    ) -> Tracks:
        """Return the tracks of an exposure."""


class SetsAround(Protocol):
    """The port to kept element sets, for visits long past."""

    async def around(self, mjd_tai: float) -> ElementSets:
        """Return the set of each object that is nearest to a time. The caller wipes them.

        Raises:
            CatalogueUnfitError: there is no store, or it does not reach so far.
        """


class NoHistory:
    """No store: historical visits are refused."""

    async def around(self, mjd_tai: float) -> ElementSets:  # noqa: ARG002
        """Raise CatalogueUnfitError."""
        raise CatalogueUnfitError("operator: historical visits need a store of element sets; none is set")


@dataclass(frozen=True, slots=True, kw_only=True)
class Computer:
    """Computes visits in threads."""

    keeper: Keeper
    history: SetsAround
    site: Site
    settings: GeometrySettings
    field_radius_deg: float
    gate: Gate
    propagate: Propagate = propagate_visit

    async def tracks(self, visit: Visit) -> Tracks:
        """Return the tracks of a visit.

        Raises:
            RefusalError: nothing certain can be said; no other error comes out.
        """
        if visit.historical:
            sets = await self.history.around(visit.middle_mjd_tai)
            try:
                return await self._computed(sets, visit)
            finally:
                sets.wipe()
        with self.keeper.held() as lease:
            return await self._computed(lease.sets, visit, lease.followed, lease.beside)

    async def _computed(
        self,
        sets: ElementSets,
        visit: Visit,
        followed: Followed | None = None,
        beside: Sequence[ElementSets] = (),
    ) -> Tracks:
        exposure = visit.exposure(self.field_radius_deg)
        return await self.gate.run(lambda: self._propagated(sets, exposure, followed, beside))

    def _propagated(
        self,
        sets: ElementSets,
        exposure: Exposure,
        followed: Followed | None,
        beside: Sequence[ElementSets],
    ) -> Tracks:
        try:
            return self.propagate(sets, self.site, exposure, self.settings, followed=followed, beside=beside)
        except ExposureError as error:
            raise MalformedRequestError(str(error)) from None
        except UntrustedError as error:
            raise CatalogueUnfitError(str(error)) from None
        except GeometryError as error:
            raise FailedError(str(error)) from None
