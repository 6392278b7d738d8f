"""The operator's file of settings (TOML): the site, the sources, the bounds. No secrets."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from services.satellites.catalogue.decode.port import Format
from services.satellites.catalogue.ephemerides.deviations import StateRules
from services.satellites.catalogue.ephemerides.gather import StateLimits
from services.satellites.catalogue.ephemerides.raw import StateFormat
from services.satellites.catalogue.superseded import SUPERSEDED_HOURS
from services.satellites.catalogue.trust import AHEAD_HOURS, SourceRules
from services.satellites.config import SettingsError
from services.satellites.history.whole import REACH_DAYS, REACH_DAYS_MOST
from services.satellites.propagate import GeometrySettings, Site
from services.satellites.visits.pace import GRID_SECONDS
from services.satellites.visits.patient_records import PATIENCE_SECONDS
from services.satellites.visits.policy import VisitLimits
from services.satellites.visits.quota import QuotaLimits
from services.satellites.visits.visits import CacheLimits
from shared.model.base import FrozenModel

FILE_BYTES_MAX = 1024**2
SOURCES_MAX = 32
NAME = r"^[a-z0-9][a-z0-9-]{0,62}$"
"""Names of sources stand in logs and metrics: choose some that tell nothing."""


class SourceSettings(FrozenModel, extra="forbid"):
    """What all sources have."""

    name: str = Field(pattern=NAME)
    least_objects: int = Field(ge=1)
    """Fewer are half a catalogue: a tenth below what the source has today."""
    lost_share: float = Field(default=0.03, ge=0.0, le=1.0)
    """Of objects that one load may lose against the one before: decays take a few a day."""
    flawed_share: float = Field(default=0.01, ge=0.0, le=1.0)
    """Of records that no orbit can be made of: more is a provider's fault in all of them."""
    recent_hours: float = Field(default=72.0, gt=0.0)
    """The newest tenth of the sets must not be older: low orbits are determined several times a day."""
    ahead_hours: float = Field(default=AHEAD_HOURS, ge=0.0, le=48.0)
    """How far ahead of now epochs may be. A set that is further ahead stands for its whole orbit until
    another confirms it. Raise it for sets that are made from predictions."""
    rival_share: float = Field(default=0.1, ge=0.0, le=1.0)
    """Of objects that a load may have far from where their sets before say. Both are masked."""
    minutes: float = Field(default=60.0, ge=1.0)
    """Between two pulls."""

    def rules(self) -> SourceRules:
        """Return when a load of this source is trusted."""
        return SourceRules(
            least_objects=self.least_objects,
            lost_share=self.lost_share,
            flawed_share=self.flawed_share,
            recent_hours=self.recent_hours,
            ahead_hours=self.ahead_hours,
            rival_share=self.rival_share,
        )


class SpaceTrackSettings(SourceSettings):
    """Space-track's `gp`, and where `folder` is set, the newest file of that shared folder instead."""

    kind: Literal["space-track"]
    url: str = "https://www.space-track.org"
    credentials_file: Path
    """Two lines: identity, password."""
    ca_file: Path | None = None
    days: int = Field(default=30, ge=1, le=60)
    """How old the sets may be that are asked for."""
    folder: int | None = Field(default=None, ge=0)
    minutes: float = Field(default=62.0, ge=60.0)
    """Space-track allows the whole `gp` once an hour for an account."""


class WebSettings(SourceSettings):
    """Addresses that need no login: CelesTrak and its like."""

    kind: Literal["web"]
    url: str
    paths: tuple[str, ...] = Field(min_length=1, max_length=64)
    format: Format
    ca_file: Path | None = None
    minutes: float = Field(default=125.0, ge=1.0)
    """CelesTrak makes its sets anew every two hours, and refuses who asks more often."""


class FolderSettings(SourceSettings):
    """Files that somebody puts into a folder."""

    kind: Literal["folder"]
    folder: Path
    format: Format
    minutes: float = Field(default=10.0, ge=0.01)


class EphemeridesSettings(SourceSettings):
    """Files of operators' state vectors in a folder. An object follows them as far as they reach."""

    kind: Literal["ephemerides"]
    folder: Path
    format: StateFormat
    required: bool = True
    """Whether nothing is answered without this source: false is for objects that all have elements."""
    minutes: float = Field(default=10.0, ge=0.01)
    ahead_hours: float = Field(default=48.0, ge=0.0, le=48.0)
    """How far ahead of now files may say that they were made."""
    recent_hours: float = Field(default=0.01, gt=0.0)
    """Nine tenths of the segments must not have ended so long ago."""
    along_km: float = Field(default=5.0, gt=0.0, le=1000.0)
    """One standard deviation along the orbit, where a file has no covariance."""
    cross_km: float = Field(default=1.0, gt=0.0, le=1000.0)
    covariance_factor: float = Field(default=2.0, ge=1.0, le=100.0)
    """What deviations of covariances are multiplied with: they tell of a fit, not of what follows."""
    least_km: float = Field(default=0.05, ge=0.0, le=1000.0)
    """No deviation is taken to be smaller."""
    hours_before: float = Field(default=2.0, ge=0.0, le=240.0)
    """Of states that are kept, before and after a load: earlier and later visits have elements alone."""
    hours_after: float = Field(default=6.0, gt=0.0, le=240.0)
    states_most: int = Field(default=1_000_000, ge=2, le=100_000_000)
    """In all files within those hours: a million takes 72 MB."""

    def state_rules(self) -> StateRules:
        """Return how wrong states of this source may be."""
        return StateRules(
            along_km=self.along_km,
            cross_km=self.cross_km,
            covariance_factor=self.covariance_factor,
            least_km=self.least_km,
        )

    def limits(self) -> StateLimits:
        """Return what is kept of this source."""
        return StateLimits(
            hours_before=self.hours_before, hours_after=self.hours_after, states_most=self.states_most
        )


AnySource = Annotated[
    SpaceTrackSettings | WebSettings | FolderSettings | EphemeridesSettings, Field(discriminator="kind")
]


class SiteSettings(FrozenModel, extra="forbid"):
    """Where the telescope stands, on the WGS84 ellipsoid. The defaults are Rubin's."""

    longitude_deg: float = Field(default=-70.7494167, ge=-180.0, le=180.0)
    latitude_deg: float = Field(default=-30.2446333, ge=-90.0, le=90.0)
    height_m: float = Field(default=2662.75, ge=-500.0, le=10_000.0)
    """A wrong height moves every track: 2650 m too low puts it a tenth of a degree beside its place."""

    def site(self) -> Site:
        """Return the site for the geometry."""
        return Site(longitude_deg=self.longitude_deg, latitude_deg=self.latitude_deg, height_m=self.height_m)


class SatellitesSettings(FrozenModel, extra="forbid"):
    """The whole file."""

    sources: tuple[AnySource, ...] = Field(min_length=1, max_length=SOURCES_MAX)
    site: SiteSettings = SiteSettings()
    visits: VisitLimits = VisitLimits()
    questions: QuotaLimits = QuotaLimits()
    cache: CacheLimits = CacheLimits()
    geometry: GeometrySettings = GeometrySettings()
    age_limit_hours: float = Field(default=12.0, gt=0.0, le=240.0)
    """After it nothing is answered: margins grow with age until they cover whole fields."""
    unseen_most: int = Field(default=0, ge=0)
    """Objects of flawed records that no other element set stands for, before nothing is answered. Each is
    masked nowhere: raise it only by as many as may cross unseen."""
    carry_days: float = Field(default=30.0, ge=0.0, le=60.0)
    """How long an object that a source lost goes on with its last set."""
    rival_days: float = Field(default=3.0, ge=0.0, le=30.0)
    """How long a set stands beside a newer one that contradicts it: either may be the wrong one."""
    superseded_hours: float = Field(default=SUPERSEDED_HOURS, ge=0.0, le=240.0)
    """How long a set stays masked that gave way to another one: a newer set may be false and near. 0 masks
    none of them."""
    history_least_objects: int = Field(default=25_000, ge=1)
    """Fewer objects in a day of the history are half a day: a tenth below what the days have."""
    history_reach_days: float = Field(default=REACH_DAYS, ge=0.0, le=REACH_DAYS_MOST)
    """How old some sets of a day must be: a day holds every object, those that were measured before as well.
    0 is for a history of objects that are all measured each day."""
    answer_grid_seconds: float = Field(default=GRID_SECONDS, gt=0.0, le=10.0)
    """Answers come at multiples of it after their request."""
    threads: int = Field(default=2, ge=1, le=64)
    """That compute visits; as many answer questions."""
    bus_seconds: float = Field(default=PATIENCE_SECONDS, gt=0.0, le=60.0)
    """How long a visit waits for one answer of the bus; after a silence it goes on without for a while."""
    waiting: int = Field(default=512, ge=0, le=10_000)
    """Requests that wait for a thread: two visits of Rubin's detectors. One more is refused."""


def read_settings(path: Path) -> SatellitesSettings:
    """Return what the file says.

    Raises:
        SettingsError: it cannot be read, or says something unknown or impossible; the message names it.
    """
    try:
        with path.open("rb") as file:
            values = tomllib.loads(file.read(FILE_BYTES_MAX).decode())
        settings = SatellitesSettings.model_validate(values)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"cannot read {path}: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"{path}: {where}: {first['msg']}") from error
    names = [source.name for source in settings.sources]
    if len(set(names)) < len(names):
        raise SettingsError(f"{path}: two sources have one name")
    return settings
