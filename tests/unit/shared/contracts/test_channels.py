"""The one table of subjects, and all that follows from it."""

import pytest

from scripts.contracts.asyncapi import asyncapi
from scripts.contracts.subjects import tables
from shared.bus.server.permissions import of_orchestrator, of_site
from shared.contracts.channel import Channel, Read
from shared.contracts.channels import CHANNELS, MANAGER, TRANSFER, channel_of, find_channel, subjects_of
from shared.contracts.topology import Stream, Topology
from shared.model.base import FrozenModel


class Digest(FrozenModel):
    """What a content is."""

    family: str


NEW = Channel(
    name="digest",
    template="digest.{collection}.{author}.{content}",
    stream=Stream.REPORTS,
    models=(Digest,),
    senders=(TRANSFER,),
    receivers=(MANAGER,),
    summary="What a content is.",
)
GROWN = Topology(channels=(*CHANNELS, NEW))
SUBJECT = "rack.digest.c.a.0f"


def test_a_new_subject_is_one_entry_and_one_model() -> None:
    """Its subject, stream and event type follow from the entry."""
    assert GROWN.subject("digest", collection="c", author="a", content="0f") == SUBJECT
    (reports,) = (spec for spec in GROWN.streams() if spec.name is Stream.REPORTS)
    assert reports.subjects == ("rack.report.*.*", "rack.digest.*.*.*")
    found = find_channel(GROWN.channels, SUBJECT, prefix="rack")
    assert found is NEW
    assert found.event_type == "spicerack.digest.v1"


def test_permissions_of_a_new_subject_follow() -> None:
    """A site says it for itself and hears it of its collection; orchestrators do not say it."""
    own = of_site(GROWN, collection="c", site="a", user="a")
    assert "rack.digest.c.a.*" in own.publish
    assert "$JS.API.CONSUMER.CREATE.REPORTS.*.rack.digest.c.a.*" in own.publish
    others = of_orchestrator(GROWN, user="o").publish
    assert not [subject for subject in others if "digest" in subject]


def test_documents_of_a_new_subject_follow() -> None:
    """Both documents have it, the one for machines with the schema of its model."""
    document = asyncapi(GROWN)
    assert document["channels"]["digest"]["address"] == "rack.digest.{collection}.{author}.{content}"
    assert "Digest" in document["components"]["schemas"]
    assert {"transfer-send-digest", "manager-receive-digest"} <= document["operations"].keys()
    assert "| `rack.digest.<collection>.<author>.<content>` | `digest` |" in tables(GROWN)


@pytest.mark.parametrize("stream", Stream)
def test_every_stream_has_a_channel(stream: Stream) -> None:
    """No stream is made for nothing."""
    assert subjects_of(CHANNELS, stream, prefix="rack")


def test_every_channel_is_found_by_its_subjects() -> None:
    """A subject made from an entry is told to be of that entry."""
    for channel in CHANNELS:
        values = dict.fromkeys(channel.parameters, "7")
        subject = channel.subject("rack", **values)
        assert find_channel(CHANNELS, subject, prefix="rack") is channel
        assert channel_of(subject, prefix="rack") is channel


def test_a_subject_that_lacks_a_parameter_is_a_fault_of_its_caller() -> None:
    """Nothing is published on half a subject."""
    with pytest.raises(KeyError, match="site"):
        Topology().subject("want", collection="c")
    with pytest.raises(KeyError, match="nothing"):
        Topology().subject("nothing")


def test_a_site_cannot_speak_for_another() -> None:
    """What a site may publish names itself where a subject does, but for what it asks and describes (I9)."""
    said = of_site(Topology(), collection="c", site="a", user="a").publish
    ours = [subject.split(".") for subject in said if subject.startswith("rack.")]
    asks = [["rack", "ask", "c", "*"], ["rack", "read", "c", "*"], ["rack", "read", "c", "*", "*"]]
    described = ["rack", "description", "c", "*"]
    assert [tokens for tokens in ours if tokens[1] in ("ask", "read")] == asks
    recorded = ["rack", "record", "c", "*"]  # of frames: files of the collection, which any site may author
    happened = ["rack", "event", "c", "frame", "*"]  # the archive of any site says what came
    assert described in ours
    assert recorded in ours
    assert happened in ours
    # A workflow of a collection is worked on by whichever of its sites has the lease.
    steps = ("step", "stepresult", "stepmade", "stepbeat", "steplog")
    # A provider is asked by whichever of its acquirers has the lease.
    worked = ("workflow", "rule", "schedule", "exec", *steps, "provider", "feed", "acquired")
    assert all(tokens[2] in ("c", "c_chunk") for tokens in ours if tokens[1] in worked)
    assert all(
        {"a", "transfer-a", "runner-c_a", "runner-c__"} & set(tokens)
        for tokens in ours
        if tokens[1] not in worked and tokens not in (*asks, described, recorded, happened)
    )


def test_a_site_hears_what_is_for_it_and_no_stream_keeps() -> None:
    """Who reads at a site, what its own readings bring, and questions of its own processes (I9)."""
    heard = of_site(Topology(), collection="c", site="a", user="u").subscribe
    assert heard == (
        "_INBOX_u.>",
        "rack.read.c.a",
        "rack.read.c.a.*",
        "rack.bytes.c.*.a.*.*",
        "rack.geometry.c.a",
        "rack.geometry.c.a.*",
        "rack.stepbeat.c.*",
    )


def test_a_channel_is_read_in_the_way_that_it_says() -> None:
    """Parts of packs are read from any replica and followed by nobody."""
    said = of_site(Topology(), collection="c", site="a", user="a").publish
    assert "$JS.API.DIRECT.GET.PACKS.rack.pack.c.*.*.*" in said
    assert not [subject for subject in said if "CONSUMER.CREATE.PACKS" in subject]
    assert {one.reads for one in CHANNELS if one.stream is Stream.PACKS} == {(Read.DIRECT,)}
