"""What version 1 put on the bus is read for ever: kept messages, as they were published."""

import json
from pathlib import Path
from typing import Any

import pytest

from shared.bus.chunks import chunked_in, joined
from shared.bus.codec import decode, encode, text_of
from shared.catalog.fold.fold import Folded, fold, spoken_in
from shared.catalog.fold.keyring import End, LogKey, MemoryKeyring, Origin, hear
from shared.catalog.fold.memory import MemoryTree
from shared.catalog.fold.position import START
from shared.catalog.fold.summary import summary_of
from shared.contracts.buckets import BUCKETS
from shared.contracts.channels import CHANNELS
from shared.contracts.messages.batch import Batch
from shared.contracts.messages.commit import Commit
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.version import SCHEMA_VERSION, NewerSchemaError
from shared.identity.keys import is_signed
from shared.model.base import FrozenModel

KEPT = Path(__file__).parents[3] / "fixtures" / "messages" / "v1"
OFFICE = "db3d3bad06778a8a2b514d7acef405d6904b140362cab892fb4f92b9229f941e"
"""The public key that signed the kept commits."""
LAST_HASH = "1c48b4f3063c38bd568936eae9d20a291215afbc0ff00782f1e3be5f058c52cd"


def models() -> dict[str, type[FrozenModel]]:
    """Return the model of each kept message."""
    found: dict[str, type[FrozenModel]] = {}
    for channel in CHANNELS:
        for model in channel.models:
            alone = len(channel.models) == 1
            found[channel.name if alone else f"{channel.name}-{model.__name__}"] = model
    for spec in BUCKETS:
        found.update({f"value-{model.__name__}": model for model in spec.models})
    return found


MODELS = models()
SIGNED = {channel.name: channel.signed for channel in CHANNELS if channel.signed is not None}
TABLES = frozenset(("headers", "settings"))
"""Fields that hold a table: its keys are values, not fields."""
COMMITS = ("commit", "commit-2")
NAMED = "commit-by"
"""A commit that says who has made its changes, as earlier versions did not."""
ENTERED = "commit-keys"
"""A commit with entries of keys, as earlier versions had none."""
CONFLICT = "lsk/naif0012.tls.conflict-20261121T120000Z-mro-lab-00000000"


def read(name: str) -> bytes:
    """Return a kept message."""
    return (KEPT / f"{name}.json").read_bytes()


def holds(new: Any, old: Any) -> bool:
    """Tell whether `new` says all that `old` says; it may say more."""
    if isinstance(old, dict):
        return isinstance(new, dict) and all(key in new and holds(new[key], old[key]) for key in old)
    if isinstance(old, list):
        same = isinstance(new, list) and len(new) == len(old)
        return same and all(holds(one, other) for one, other in zip(new, old, strict=True))
    return bool(new == old)


def with_unknown(value: Any) -> Any:
    """Return a document with a field in each object that nobody knows."""
    if isinstance(value, dict):
        fields = {key: one if key in TABLES else with_unknown(one) for key, one in value.items()}
        return {**fields, "invented_later": {"a": [1]}}
    return [with_unknown(one) for one in value] if isinstance(value, list) else value


def test_every_kind_of_message_is_kept() -> None:
    """Who adds a message keeps one of it, before the version that publishes it is released."""
    assert {path.stem for path in KEPT.iterdir()} == {*MODELS, *COMMITS, NAMED, ENTERED}


@pytest.mark.parametrize("name", MODELS)
def test_a_kept_message_is_read_and_nothing_of_it_is_lost(name: str) -> None:
    """Today's model says everything that the message says."""
    model = decode(MODELS[name], read(name))
    assert holds(json.loads(text_of(encode(model))), json.loads(read(name)))


@pytest.mark.parametrize("name", SIGNED)
def test_a_kept_signature_is_right(name: str) -> None:
    """The text is byte for byte what was signed, and today's model reads it."""
    signed = decode(Signed, read(name))
    assert is_signed(signed)
    assert holds(
        json.loads(SIGNED[name].model_validate_json(signed.body).model_dump_json(exclude_none=True)),
        json.loads(signed.body),
    )


def test_a_kept_log_folds_to_the_tree_that_it_always_gave() -> None:
    """Every version has to give the same tree, and the same hash, or sites would disagree (I4)."""
    tree, position = MemoryTree(), START
    for sequence, name in enumerate(COMMITS, start=1):
        folded = fold(
            decode(Signed, read(name)),
            sequence=sequence,
            collection="mro-spice",
            position=position,
            tree=tree,
            trusts=OFFICE.__eq__,
        )
        assert isinstance(folded, Folded)
        tree.apply(folded)
        position = folded.position
    assert (position.revision, position.hash) == (2, LAST_HASH)
    live = {path: (entry.revision, entry.state.content) for path, entry in tree.live().items()}
    assert live == {
        "lsk": (1, None),
        "lsk/naif0012.tls": (1, f"{1:064x}"),
        "spk": (1, None),
        CONFLICT: (2, f"{3:064x}"),
    }


def test_a_kept_commit_says_who_made_its_changes() -> None:
    """Those of before say nobody, and are read as before."""
    signed = decode(Signed, read(NAMED))
    commit = Commit.model_validate_json(signed.body)
    batch = Batch.model_validate_json(commit.batch.body)
    assert is_signed(signed) and is_signed(commit.batch)
    assert summary_of(batch, commit.decisions, revision=1).by == ("ada, first (aaaaaaaaaaaa)",)
    before = Commit.model_validate_json(decode(Signed, read("commit")).body)
    assert summary_of(Batch.model_validate_json(before.batch.body), before.decisions, revision=1).by == ()


def test_a_kept_commit_says_whose_keys_speak() -> None:
    """An orchestrator's, a site's second one, for which its first vouches, and one that was revoked."""
    signed = decode(Signed, read(ENTERED))
    commit = Commit.model_validate_json(signed.body)
    batch = Batch.model_validate_json(commit.batch.body)
    ring = MemoryKeyring()
    assert commit.keys is not None
    (vouched,) = [entry.vouched for entry in commit.keys if entry.vouched is not None]
    first = LogKey(owner=batch.site, key=vouched.key, since=1, origin=Origin.FIRST_WORD)
    ring.keep((first,))
    heard = hear(ring, spoken_in(commit, batch, 2, by=signed.key))
    assert not heard.doubts
    assert [(key.owner, key.origin, key.end) for key in heard.keys] == [
        ("mro-lab", Origin.FIRST_WORD, End.REPLACED),
        ("", Origin.ENTERED, None),
        ("flagstaff", Origin.ENTERED, End.REVOKED),
        ("mro-lab", Origin.VOUCHED, None),
    ]


@pytest.mark.parametrize("name", [name for name in MODELS if name != "checkpoint.part"])
def test_a_newer_minor_version_is_read(name: str) -> None:
    """Fields that were invented later are passed over, wherever they stand."""
    kind = MODELS[name]
    newer = json.dumps(with_unknown(json.loads(read(name)))).encode()
    assert decode(kind, newer) == decode(kind, read(name))


@pytest.mark.parametrize("name", [name for name in MODELS if b'"schema_version"' in read(name)])
def test_a_newer_major_version_is_refused_as_such(name: str) -> None:
    """It is not malformed: it waits for an upgrade, and no part of it is believed."""
    newer = {**json.loads(read(name)), "schema_version": SCHEMA_VERSION + 1}
    with pytest.raises(NewerSchemaError, match="version 2"):
        decode(MODELS[name], json.dumps(newer).encode())


def test_a_kept_message_that_names_chunks_is_read() -> None:
    """Chunks are as they were cut once, and what they hold together is a kept commit."""
    named = chunked_in((KEPT.parent / "v2" / "chunked.json").read_bytes())
    whole = read("commit")
    assert named is not None
    chunks = [whole[start : start + 1024] for start in range(0, len(whole), 1024)]
    assert is_signed(decode(Signed, joined(named, chunks)))
