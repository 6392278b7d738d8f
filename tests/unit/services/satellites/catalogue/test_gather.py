"""Bodies gathered into columns, in chunks."""

import json

import pytest

from services.satellites.catalogue import gather
from services.satellites.catalogue.decode.port import Format
from tests.unit.services.satellites.providers.provider_server import omm
from tests.unit.services.satellites.sky import NOW

OLD, NEW = "2026-11-28T00:00:00", "2026-11-29T00:00:00"


def gathered(*records):
    """Return the numbers and inclinations of what is left of records."""
    gathering = gather.Gathering("a", Format.JSON, now=NOW)
    gathering.feed(json.dumps(records).encode())
    sets = gathering.finish().sets
    return [
        (int(number), round(float(inclination) * 57.29577951))
        for number, inclination in zip(sets.catalog_number, sets.inclination, strict=True)
    ]


@pytest.mark.parametrize("chunk", [1, 2, 3, 4096])
def test_the_newest_set_of_an_object_counts_wherever_it_stands(monkeypatch, chunk):
    """In one chunk or in several, an object has its newest set, and the first of two that are as new."""
    monkeypatch.setattr(gather, "CHUNK", chunk)
    records = [
        omm(7, EPOCH=NEW, INCLINATION="10"),
        omm(8, EPOCH=OLD, INCLINATION="20"),
        omm(7, EPOCH=OLD, INCLINATION="30"),
        omm(8, EPOCH=NEW, INCLINATION="40"),
        omm(7, EPOCH=NEW, INCLINATION="50"),
    ]
    assert gathered(*records) == [(7, 10), (8, 40)]


def test_nothing_is_gathered_from_an_empty_body():
    """An array without records gives no sets, which nobody trusts."""
    assert gathered() == []
