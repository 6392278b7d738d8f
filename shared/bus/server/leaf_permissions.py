"""Permissions of sites behind a leaf node, and of the leaf node at the hub, as rules for both servers. Pure.

Behind a leaf node JetStream of the hub is reached by its domain: `$JS.hub.API` for `$JS.API`, and for keys of
buckets the same with the subject behind it. What mirrors say to the hub is the server's own: requests to make
a consumer, answers on `$JSC.R`, messages on `$JS.M`, and flow control.
"""

from collections.abc import Iterable, Iterator, Sequence

from shared.bus.server.permissions import API, Permissions, covers, of_site, widest
from shared.contracts.streams import MIRRORED, mirror_of
from shared.contracts.topology import Topology

KEYS = "$KV."
FLOW = "$JS.FC.>"

MIRRORS_HEAR = ("$JSC.R.>", "$JS.M.>")
"""The answers to a server's own requests, and what a mirror is sent."""


def of_site_behind(topology: Topology, *, collection: str, site: str, user: str, domain: str) -> Permissions:
    """Return what the services of a site need of the leaf node that they are connected to."""
    at_hub = of_site(topology, collection=collection, site=site, user=user)
    publish = (*_by_domain(at_hub.publish, domain), *_of_mirrors(domain, collection))
    return Permissions(publish=tuple(dict.fromkeys(publish)), subscribe=at_hub.subscribe)


def of_leaf(
    topology: Topology, behind: Sequence[Permissions], *, collection: str, domain: str
) -> Permissions:
    """Return what the leaf node needs of the hub: all that the sites behind it may say, and its mirrors.

    Which of them says it is for the leaf node to see, which has their users. Where they may say more than one
    subject of a channel, the leaf node may say them all: a hub tells it of a stream's interest in many
    subjects only where it may say each of those.
    """
    made = _made_by_mirrors(topology, collection, domain)
    said = (subject for one in behind for subject in one.publish if not subject.startswith(f"{API}."))
    heard = (subject for one in behind for subject in one.subscribe)
    return Permissions(
        publish=widest((*(_whole(topology, subject) for subject in said), *made, FLOW)),
        subscribe=tuple(dict.fromkeys((*heard, *MIRRORS_HEAR))),
    )


def _made_by_mirrors(topology: Topology, collection: str, domain: str) -> Iterator[str]:
    """Yield what the server says to make consumers of mirrors: with the filter, where there is just one."""
    for stream in MIRRORED:
        create = f"$JS.{domain}.API.CONSUMER.CREATE.{stream}"
        filters = topology.mirrored(stream, collection)
        yield f"{create}.*.{filters[0]}" if len(filters) == 1 else create


def _whole(topology: Topology, subject: str) -> str:
    """Return the pattern of the channel of a subject that has wildcards; any other subject as it is."""
    if "*" not in subject:
        return subject
    patterns = (channel.pattern(topology.prefix) for channel in topology.channels)
    return next((pattern for pattern in patterns if covers(pattern, subject)), subject)


def _by_domain(subjects: Iterable[str], domain: str) -> Iterator[str]:
    """Yield the subjects as they are said to JetStream of another domain."""
    for subject in subjects:
        if subject.startswith(f"{API}."):
            yield f"$JS.{domain}.API.{subject.removeprefix(f'{API}.')}"
        elif subject.startswith(KEYS):
            yield f"$JS.{domain}.API.{subject}"
        else:
            yield subject


def _of_mirrors(domain: str, collection: str) -> Iterator[str]:
    """Yield what makes and reads the mirrors of a collection, and asks the hub how far its streams are."""
    for name in MIRRORED:
        yield f"$JS.{domain}.API.STREAM.INFO.{name}"
        stream = mirror_of(name, collection)
        yield f"{API}.STREAM.INFO.{stream}"
        yield f"{API}.STREAM.CREATE.{stream}"
        yield f"{API}.STREAM.MSG.GET.{stream}"
        yield f"{API}.DIRECT.GET.{stream}.>"
        yield f"{API}.CONSUMER.CREATE.{stream}.>"
        yield f"{API}.CONSUMER.MSG.NEXT.{stream}.>"
        yield f"{API}.CONSUMER.DELETE.{stream}.>"
