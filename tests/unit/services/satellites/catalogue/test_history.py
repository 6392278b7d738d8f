"""Historical visits: the sets around them, out of sealed days."""

import io
import json
import subprocess
import sys
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

from services.satellites.catalogue.columns import epochs_jd
from services.satellites.errors import CatalogueUnfitError
from services.satellites.history.__main__ import main as seal_command
from services.satellites.history.seal import PIECE, opened, sealed
from services.satellites.history.store import SealedDays, days_around
from services.satellites.history.whole import REACH_DAYS
from services.satellites.julian import modified_julian_date
from services.satellites.visits.policy import TAI_UTC
from tests.unit.services.satellites.providers.provider_server import omm
from tests.unit.services.satellites.sky import NOW, omm_of

SECRET = b"0123456789abcdef"
DAY = NOW.date()
TAI_NOW = modified_julian_date(NOW + TAI_UTC)


def day_body(day, numbers=range(1, 31), hour=12):
    """Return the sets that objects had on a day."""
    age = NOW - datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    return json.dumps([omm_of(number, age=age) for number in numbers]).encode()


def whole_body(day=DAY, old=timedelta(days=6), change=None):
    """Return the newest sets of all objects at the end of a day: of the last one an older one."""
    records = [*json.loads(day_body(day, range(1, 200))), *json.loads(day_body(day - old, [200]))]
    records[0] |= change or {}
    return json.dumps(records).encode()


def write(folder, day, body, *, secret=SECRET, name=None):
    """Seal a day into a folder."""
    pieces = sealed([body], secret=secret, day=day, salt=bytes(16))
    (folder / f"{(name or day).isoformat()}.omm.sealed").write_bytes(b"".join(pieces))


@pytest.fixture
def folder(tmp_path):
    """Three days around now."""
    for step in (-1, 0, 1):
        write(tmp_path, DAY + timedelta(days=step), day_body(DAY + timedelta(days=step)))
    return tmp_path


async def test_sets_on_both_sides_of_a_visit_are_taken(folder):
    """At three in the morning, noon of the day itself and noon before, and not noon of the day after."""
    sets = await SealedDays(folder, SECRET, 10).around(TAI_NOW)

    assert sets.catalog_number.tolist() == [*range(1, 31), *range(1, 31)]
    epochs = (sets.epoch_day + sets.epoch_fraction - 2400000.5 - modified_julian_date(NOW)) * 24
    assert epochs == pytest.approx([*[9.0] * 30, *[-15.0] * 30], abs=1e-3)


async def test_a_false_set_of_one_day_that_is_near_leaves_the_one_of_another_day(folder):
    """It contradicts nothing, and is nearest to the visit: the other side of the visit has the right one."""
    true = json.loads(day_body(DAY))
    false = {**true[0], "MEAN_ANOMALY": str((float(true[0]["MEAN_ANOMALY"]) + 0.3) % 360.0)}
    write(folder, DAY, json.dumps([false, *true[1:]]).encode())
    sets = await SealedDays(folder, SECRET, 10).around(TAI_NOW)

    epochs = epochs_jd(sets)[sets.catalog_number == 1] - 2400000.5 - modified_julian_date(NOW)
    assert epochs * 24 == pytest.approx([9.0, -15.0], abs=1e-3)


@pytest.mark.parametrize("both", [False, True])
async def test_a_near_false_set_leaves_the_right_one_of_what_was_not_measured_since(folder, both):
    """No set is from after the visit; the false one is a second newer, alone in its day or beside it."""
    true = json.loads(day_body(DAY, [1]))[0] | {"EPOCH": "2026-11-27T12:00:00"}
    place = (float(true["MEAN_ANOMALY"]) + 0.3) % 360.0
    false = true | {"EPOCH": "2026-11-27T12:00:01", "MEAN_ANOMALY": str(place)}
    for step, first in ((-1, [true]), (0, [false, true] if both else [false]), (1, [true])):
        day = DAY + timedelta(days=step)
        write(folder, day, json.dumps(first + json.loads(day_body(day, range(2, 31)))).encode())
    sets = await SealedDays(folder, SECRET, 10).around(TAI_NOW)

    places = np.degrees(sets.mean_anomaly[sets.catalog_number == 1])
    assert sorted(places) == pytest.approx(sorted([float(true["MEAN_ANOMALY"]), place]))


async def test_what_days_list_is_masked_whole_where_its_set_says_that_it_decayed(folder):
    """As in the catalogue of now: the geometry leaves out what SGP4 finds in the Earth by an old set."""
    falls = {"EPOCH": "2026-11-25T00:00:00", "MEAN_MOTION": "15.8", "BSTAR": "0.03"}
    for step in (-1, 0, 1):
        day = DAY + timedelta(days=step)
        one, *others = json.loads(day_body(day))
        write(folder, day, json.dumps([one | falls, *others]).encode())
    sets = await SealedDays(folder, SECRET, 10).around(TAI_NOW)

    assert not sets.propagated[sets.catalog_number == 1].any()
    assert sets.propagated[sets.catalog_number != 1].all()


class NotedFolder(type(Path())):
    """A folder that notes the threads which look into it."""

    threads: ClassVar[set[int]] = set()

    def __truediv__(self, name):
        self.threads.add(threading.get_ident())
        return super().__truediv__(name)


async def test_days_are_read_beside_the_event_loop(folder):
    """Requests go on while days are opened and read."""
    await SealedDays(NotedFolder(folder), SECRET, 10).around(TAI_NOW)

    assert len(NotedFolder.threads) == 1
    assert threading.get_ident() not in NotedFolder.threads


async def test_an_object_of_one_day_alone_is_there(folder):
    """Objects that a day lacks come from the others."""
    write(folder, DAY, day_body(DAY, range(1, 21)))
    sets = await SealedDays(folder, SECRET, 10).around(TAI_NOW)

    assert set(sets.catalog_number.tolist()) == set(range(1, 31))


def test_days_are_counted_in_utc():
    """A visit half a minute after midnight in TAI is still of the day before in UTC."""
    midnight = modified_julian_date(NOW.replace(hour=0))

    assert days_around(midnight + 30.0 / 86400.0)[1] == DAY - timedelta(days=1)
    assert days_around(midnight + 38.0 / 86400.0)[1] == DAY


@pytest.mark.parametrize(
    "damage", ["missing", "cut", "changed", "moved", "secret", "half", "empty", "malformed"]
)
async def test_a_history_that_is_not_whole_refuses(folder, damage):
    """A day that is missing, cut, changed, of another day or secret, half or malformed answers nothing."""
    path = folder / f"{DAY.isoformat()}.omm.sealed"
    data = path.read_bytes()
    match damage:
        case "missing":
            path.unlink()
        case "cut":
            path.write_bytes(data[: len(data) - 20])
        case "changed":
            path.write_bytes(data[:100] + bytes([data[100] ^ 1]) + data[101:])
        case "moved":
            write(folder, DAY - timedelta(days=7), day_body(DAY), name=DAY)
        case "secret":
            write(folder, DAY, day_body(DAY), secret=SECRET[::-1])
        case "half":
            write(folder, DAY, day_body(DAY, range(1, 5)))
        case "empty":
            write(folder, DAY, b"[]")
        case _:
            write(folder, DAY, day_body(DAY)[:-10])

    with pytest.raises(CatalogueUnfitError, match=DAY.isoformat()):
        await SealedDays(folder, SECRET, 10).around(TAI_NOW)


def write_days(folder, *bodies):
    """Seal a body for each of the three days around now."""
    for step, body in zip((-1, 0, 1), bodies, strict=True):
        write(folder, DAY + timedelta(days=step), body)


async def test_days_of_every_object_are_used(tmp_path):
    """A day has what was measured before it, too."""
    write_days(tmp_path, *(whole_body(DAY + timedelta(days=step)) for step in (-1, 0, 1)))
    sets = await SealedDays(tmp_path, SECRET, 10, REACH_DAYS).around(TAI_NOW)
    assert np.unique(sets.catalog_number).tolist() == list(range(1, 201))


FLAWED = {"MEAN_MOTION": "NaN"}


@pytest.mark.parametrize(
    ("bodies", "word"),
    [
        ([day_body(DAY + timedelta(days=step), range(1, 200)) for step in (-1, 0, 1)], "every object"),
        ([whole_body(change=FLAWED)] * 3, "no other set stands for"),
        ([whole_body(), whole_body(change={"NORAD_CAT_ID": None}), whole_body()], "no other set stands for"),
        ([whole_body(DAY - timedelta(days=9)) for _ in range(3)], "too old"),
        (
            [whole_body(), json.dumps([omm(1, **FLAWED)] * 9).encode()[:-1] + b"," + whole_body()[1:]] * 2,
            "can",
        ),
    ],
)
async def test_a_history_that_lacks_objects_refuses(tmp_path, bodies, word):
    """Days of what was measured lately, of flawed records or of another time do not tell of every object."""
    write_days(tmp_path, *bodies[:3])
    with pytest.raises(CatalogueUnfitError, match=word):
        await SealedDays(tmp_path, SECRET, 10, REACH_DAYS).around(TAI_NOW)


async def test_an_object_of_a_flawed_record_is_taken_from_another_day(tmp_path):
    """As in the catalogue of now, where the object has another set."""
    write_days(tmp_path, whole_body(), whole_body(change=FLAWED), whole_body())
    assert len(await SealedDays(tmp_path, SECRET, 10, REACH_DAYS).around(TAI_NOW)) == 200


@pytest.mark.parametrize("size", [0, 1, PIECE, PIECE + 1, 3 * PIECE])
def test_what_was_sealed_is_opened(size):
    """Any length comes back as it was, and nothing of it is seen in the file."""
    body = b"MARK" * (size // 4) + b"x" * (size % 4)
    file = b"".join(sealed([body], secret=SECRET, day=DAY, salt=bytes(16)))

    assert b"".join(opened(io.BytesIO(file), secret=SECRET, day=DAY)) == body
    assert b"MARK" not in file


@pytest.mark.parametrize("days", ["-5", "31", "nan", "inf", "five"])
def test_a_reach_that_is_no_number_of_days_is_refused(days):
    """Below zero every set would be old enough, and half a day be sealed as a whole one."""
    body, made = io.BytesIO(day_body(DAY)), io.BytesIO()
    with pytest.raises(SystemExit, match=r"REACH-DAYS must be 0 to 30"):
        seal_command(["seal", DAY.isoformat(), "no-secret-is-read", days], body, made)
    assert made.getvalue() == b""


def test_the_command_seals_what_it_can_read(tmp_path):
    """OMM goes in, a sealed day comes out; what is no catalogue ends it with one line that quotes nothing."""
    secret = tmp_path / "secret"
    secret.write_bytes(SECRET)
    secret.chmod(0o600)

    def run(body, *arguments):
        command = [sys.executable, "-m", "services.satellites.history", *arguments]
        return subprocess.run(command, input=body, capture_output=True, check=False)

    done = run(whole_body(), "seal", DAY.isoformat(), str(secret))
    assert b"".join(opened(io.BytesIO(done.stdout), secret=SECRET, day=DAY)) == whole_body()
    lately = run(day_body(DAY), "seal", DAY.isoformat(), str(secret))
    assert (lately.returncode, b"every object" in lately.stderr) == (1, True)
    bad = run(b'[{"MARK"', "seal", DAY.isoformat(), str(secret))
    assert (bad.returncode, b"MARK" in bad.stderr) == (1, False)
    assert run(b"[]", "open", str(date.min)).returncode == 1


async def test_a_set_that_contradicts_another_day_stands_beside_it(folder):
    """The nearest may be the wrong one: both are masked, as in the catalogue of now."""
    wrong = [{**one, "INCLINATION": "97"} for one in json.loads(day_body(DAY, [1]))]
    good = json.loads(day_body(DAY, range(2, 31)))
    write(folder, DAY, json.dumps(wrong + good).encode())
    sets = await SealedDays(folder, SECRET, 10).around(TAI_NOW)

    tilts = (sets.inclination[sets.catalog_number == 1] * 57.29578).round().tolist()
    assert sorted(tilts) == [53, 97]
