"""Descriptions: which messages are believed, their fold, their join with a tree, their times."""

import datetime

import pytest

from services.describer.kernels.describer import KernelDescriber
from shared.contracts.messages.description import Asked, Description, Told
from shared.contracts.messages.signed import Signed
from shared.descriptions.believe import Doubt, Heard, believe
from shared.descriptions.fold import Descriptions, described_files
from shared.descriptions.times import coverage_of, timekeeping_of
from shared.identity.keys import SigningKey
from shared.model.entry import Entry, Kind, State
from shared.spice.coverage.model import Scale
from testing.describers.conformance import Bytes
from tests.kernels.made import made

KEY = SigningKey(b"d" * 32)


def described(digit="1", *, kernel=None, **fields):
    """Return a description of a content."""
    values = {
        "collection": "kernels",
        "content": digit * 64,
        "size": 9,
        "name": "x",
        "site": "a",
        "made_at": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
        "told": Told.UNKNOWN if kernel is None else Told.RECOGNISED,
        "describer": None if kernel is None else "kernels",
        "asked": (Asked(name="kernels", version=1),),
        "findings": None if kernel is None else KernelDescriber().describe(Bytes(made(kernel)), kernel),
        **fields,
    }
    return Description(**values)


def heard(signed, *, content="1" * 64, trusts=lambda site, key: (site, key) == ("a", KEY.public)):
    """Return what is believed of a message."""
    return believe(signed, collection="kernels", content=content, trusts=trusts)


def test_a_description_that_its_site_signed_is_believed():
    """By a key that the site has registered."""
    description = described()
    assert heard(KEY.sign(description.model_dump_json())) == description


@pytest.mark.parametrize(
    ("signed", "doubt"),
    [
        (KEY.sign("{}"), Doubt.MALFORMED),
        (KEY.sign('{"schema_version": 2}'), Doubt.NEWER),
        (SigningKey(b"x" * 32).sign(described().model_dump_json()), Doubt.UNSIGNED),
        (KEY.sign(described(site="b").model_dump_json()), Doubt.UNSIGNED),
        (KEY.sign(described("2").model_dump_json()), Doubt.MISPLACED),
        (KEY.sign(described(collection="others").model_dump_json()), Doubt.MISPLACED),
        (
            Signed(body=described().model_dump_json(), key=KEY.public, signature="0" * 128),
            Doubt.UNSIGNED,
        ),
    ],
)
def test_any_other_message_is_not(signed, doubt):
    """Another's key, another's content, a body that was changed."""
    assert heard(signed) is doubt


def test_the_newest_believed_description_of_a_content_counts():
    """A message that is not believed has replaced the one before it for every reader."""
    fold = Descriptions()
    fold.take(Heard(content="1" * 64, sequence=1, description=described()))
    newer = described(size=10)
    fold.take(Heard(content="1" * 64, sequence=4, description=newer))
    assert (fold.of("1" * 64), len(fold), fold.sequence) == (newer, 1, 4)
    fold.take(Heard(content="1" * 64, sequence=5, doubt=Doubt.UNSIGNED))
    assert fold.of("1" * 64) is None
    assert fold.doubted[Doubt.UNSIGNED] == 1


def test_a_tree_is_joined_by_content():
    """Each live file has the description of its content, or none yet; directories have none."""
    fold = Descriptions()
    fold.take(Heard(content="1" * 64, sequence=1, description=described()))
    states = {
        "a": State(kind=Kind.FILE, content="1" * 64),
        "b": State(kind=Kind.FILE, content="2" * 64),
        "d": State(kind=Kind.DIRECTORY),
        "e": State(kind=Kind.DELETED),
        "f": State(kind=Kind.FILE, content="1" * 64),
    }
    entries = [Entry(path=path, revision=1, author="a", state=state) for path, state in states.items()]
    found = {one.path: one.description for one in described_files(entries, fold.of)}
    assert found == {"a": described(), "b": None, "f": described()}


def test_ticks_become_times_by_the_clocks_of_other_descriptions():
    """The coverage of a CK, by the SCLK and the LSK beside it; without them it stays in ticks."""
    attitude = described(kernel="craft_v1.bc")
    keeping = timekeeping_of(described(kernel=name) for name in ("naif9.tls", "craft_9.tsc", "craft_v1.tf"))
    (turned,) = coverage_of(attitude, keeping)
    (ticks,) = coverage_of(attitude, timekeeping_of([]))
    assert (turned.scale, ticks.scale) == (Scale.TDB, Scale.TICKS)
    assert len(turned.intervals) == len(ticks.intervals) == 3
    assert timekeeping_of([described()]).leaps is None
