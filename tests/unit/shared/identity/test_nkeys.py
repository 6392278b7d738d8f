"""Keys of users as NATS writes them."""

import pytest

from shared.identity.nkeys import user_of_seed, user_seed

SEED, PUBLIC = (
    "SUAAAAICAMCAKBQHBAEQUCYMBUHA6EARCIJRIFIWC4MBSGQ3DQOR4H776Y",
    "UAB2CB576PHBBPQ5ODORRZ2LYCMWPZGWGCN2KDK7DXOIMZASKUY3RLKK",
)


def test_a_seed_and_its_public_key_are_written_as_nats_has_them():
    """As the NATS project's own library for Python writes the same key."""
    assert user_seed(bytes(range(32))) == SEED
    assert user_of_seed(SEED) == PUBLIC


@pytest.mark.parametrize("text", ["", "S" * 58, SEED[:-1] + "A", "0" * 58, PUBLIC])
def test_what_is_no_seed_of_a_user_is_refused(text):
    """A mistyped one has another checksum."""
    with pytest.raises(ValueError):
        user_of_seed(text)
