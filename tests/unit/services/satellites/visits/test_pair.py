"""Records of visits that travel over the bus."""

import secrets

import pytest

from services.satellites.visits.pair import Seal
from tests.unit.services.satellites.visits.worlds import visit

SECRET = b"0123456789abcdef"


def test_a_sealed_record_is_opened_with_the_same_secret_alone():
    """Another secret, another visit or a changed byte opens nothing."""
    seal = Seal(SECRET, secrets.token_bytes)
    data = seal.sealed(visit())

    assert seal.opened(visit().key, data) == visit()
    assert Seal(SECRET[::-1], secrets.token_bytes).opened(visit().key, data) is None
    assert seal.opened(visit(7).key, data) is None
    assert seal.opened(visit().key, data[:-1] + bytes([data[-1] ^ 1])) is None
    assert seal.opened(visit().key, b"") is None


def test_nothing_of_a_visit_is_seen_in_its_record():
    """Names and records tell no number, and all records have one length."""
    seal = Seal(SECRET, secrets.token_bytes)
    records = [seal.sealed(visit(number)) for number in (1, 2**62)]

    assert len({len(record) for record in records}) == 1
    assert str(2**62) not in seal.name(visit(2**62).key)
    assert not any(b"boresight" in record for record in records)
    assert seal.sealed(visit()) != seal.sealed(visit())


def test_a_short_secret_is_refused():
    """A secret that can be guessed is none."""
    with pytest.raises(ValueError, match="16 bytes"):
        Seal(b"short", secrets.token_bytes)
