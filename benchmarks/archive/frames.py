"""Made frames: three years of a network of telescopes, footprints all over the sky. Pure, by number."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import md5
from random import Random

from blake3 import blake3

from services.archive.database.store.inputs import Heard
from services.archive.fold.said import Placed
from shared.contracts.messages.frames.frame_facts import Footprint, FrameFacts, FrameFields

BEGAN = datetime(2024, 1, 1, tzinfo=UTC)

DAYS = 3 * 365
"""That the frames of one archive are spread over, whatever their number."""

SITES = ("ogg", "lsc", "cpt", "coj", "elp", "tfn", "sqa", "tlv")
TELESCOPES = ("1m0a", "1m0b", "2m0a", "0m4a", "0m4b")
FILTERS = ("up", "gp", "rp", "ip", "zs", "w", "B", "V", "")
TYPES = (("EXPOSE", 70), ("BIAS", 8), ("DARK", 6), ("SKYFLAT", 6), ("GUIDE", 6), ("SPECTRUM", 4))
PROPOSALS = 200
TARGETS = 20_000

AIRMASS = (1.0, 2.5)

WORDS = 40
"""Keywords beside the ones that are fields: a header of LCO's has some 200 cards, of which many are the same
in all frames."""


def named(number: int) -> str:
    """Return the basename of a frame."""
    return f"tst1m0{number % 97:02}-fa{number % 89:02}-{number:09}-e{91 if number % 2 else 0:02}"


def content_of(number: int) -> str:
    """Return the BLAKE3 of bytes that nobody made."""
    return blake3(named(number).encode()).hexdigest()


def placements(first: int, last: int) -> Iterator[Placed]:
    """Yield the files of frames, each at the revision of its number and one."""
    for number in range(first, last):
        path = f"{SITES[number % len(SITES)]}/{number % 1000:03}/{named(number)}.fits.fz"
        yield Placed(
            path=path,
            revision=number + 1,
            content=content_of(number),
            size=11_520_000,
            extension=".fits.fz",
            made_at=BEGAN + timedelta(seconds=number),
        )


def descriptions(first: int, last: int, *, of: int) -> Iterator[Heard]:
    """Yield what is said of frames; `of` is how many the archive has in all."""
    for number in range(first, last):
        yield Heard(content_of(number), number + 1, facts_of(number, of=of))


def facts_of(number: int, *, of: int) -> FrameFacts:
    """Return what is said of a frame."""
    random = Random(number)
    moment = BEGAN + timedelta(days=DAYS * number / of, seconds=random.random())
    site, telescope = random.choice(SITES), random.choice(TELESCOPES)
    kind = random.choices([name for name, _ in TYPES], [weight for _, weight in TYPES])[0]
    proposal = "calibrate" if kind in ("BIAS", "DARK", "SKYFLAT") else f"LCO{random.randrange(PROPOSALS):03}"
    fields = FrameFields(
        observation_date=moment,
        observation_day=moment.date(),
        proposal_id=proposal,
        instrument_id=f"fa{random.randrange(60):02}",
        target_name="" if kind in ("BIAS", "DARK") else f"target {random.randrange(TARGETS)}",
        reduction_level=91 if number % 2 else 0,
        site_id=site,
        telescope_id=telescope,
        exposure_time=random.choice((0.0, 1.0, 30.0, 60.0, 300.0)),
        primary_optical_element=random.choice(FILTERS),
        configuration_type=kind,
        observation_id=number // 10,
        request_id=number // 30,
    )
    sky = kind not in ("BIAS", "DARK", "SKYFLAT")
    return FrameFacts(
        form="fpack",
        md5=md5(named(number).encode(), usedforsecurity=False).hexdigest(),
        headers=_headers(fields, random, number),
        fields=fields,
        footprint=footprint(random) if sky else None,
        no_footprint="" if sky else "no-wcs",
    )


def _headers(fields: FrameFields, random: Random, number: int) -> dict[str, str | float | int | bool | None]:
    own: dict[str, str | float | int | bool | None] = {
        "SITEID": fields.site_id,
        "INSTRUME": fields.instrument_id,
        "OBJECT": fields.target_name,
        "USERID": f"user{random.randrange(500)}",
        "AIRMASS": round(random.uniform(*AIRMASS), 6),
        "SEQNUM": number % 400,
        "MOLUID": number // 20,
        "CCDATEMP": round(random.gauss(-100, 0.2), 3),
    }
    words = {f"KEY{at:03}": (f"value {at}", at, at / 7, at % 2 == 0)[at % 4] for at in range(WORDS // 2)}
    reals = {f"VAL{at:03}": round(random.random(), 6) for at in range(WORDS // 2)}
    return {**own, **words, **reals}


def footprint(random: Random) -> Footprint:
    """Return a square somewhere, uniform over the sphere, at any angle."""
    ra, dec = random.uniform(0, 360), math.degrees(math.asin(random.uniform(-1, 1)))
    side, turn = random.choice((0.17, 0.44, 0.5)), random.uniform(0, 2 * math.pi)
    a, d = math.radians(ra), math.radians(dec)
    out = (math.cos(d) * math.cos(a), math.cos(d) * math.sin(a), math.sin(d))
    east = (-math.sin(a), math.cos(a), 0.0)
    north = (-math.sin(d) * math.cos(a), -math.sin(d) * math.sin(a), math.cos(d))
    half = math.radians(side) / math.sqrt(2)
    ring = []
    for corner in (0, 1, 2, 3, 0):
        angle = turn + corner * math.pi / 2
        x, y = half * math.cos(angle), half * math.sin(angle)
        vector = [out[axis] + x * east[axis] + y * north[axis] for axis in range(3)]
        length = math.sqrt(sum(part * part for part in vector))
        right = math.degrees(math.atan2(vector[1], vector[0])) % 360.0
        ring.append((right, math.degrees(math.asin(vector[2] / length))))
    return Footprint(polygons=(tuple(ring),), center=(ra, dec), radius=side, area=side * side)
