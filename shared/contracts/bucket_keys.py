"""Keys of the buckets, as `topology` is the table of subjects. Pure."""

from shared.model.scope import EVERY_COLLECTION

COUNTERS = "counters."
"""Begins the keys of counters, in the bucket of replicas; nothing expires there."""


def site_key(collection: str, site: str) -> str:
    """Return the key of a site's record, in the bucket of sites."""
    return f"site.{collection}.{site}"


def orchestrator_key(name: str) -> str:
    """Return the key of an orchestrator: of its record, by its public key; of its presence, by its start."""
    return f"orchestrator.{name}"


def manager_key(collection: str, site: str) -> str:
    """Return the key under which a manager says that it is there, and counts."""
    return f"manager.{collection}.{site}"


ALL_SITES = "_"
"""In the place of a site, of what serves all of them: no site is called so."""


def services_key(service: str, collection: str, site: str | None) -> str:
    """Return the key under which the processes of a service at a site count."""
    return f"service.{service}.{collection}.{site or ALL_SITES}"


def service_key(service: str, collection: str, site: str | None, instance: str) -> str:
    """Return the key under which one process of a service says that it is there."""
    return f"{services_key(service, collection, site)}.{instance}"


def describer_record_key(collection: str, site: str, key: str) -> str:
    """Return the key of a describer's record, in the bucket of sites, by its public key."""
    return f"describer.{collection}.{site}.{key}"


def workers_key(site: str) -> str:
    """Return the key under which the transfer workers of a site count."""
    return f"transfer.{site}"


def worker_key(site: str, instance: str) -> str:
    """Return the key under which one transfer worker says that it is there."""
    return f"{workers_key(site)}.{instance}"


OF_ALL = "_"
"""Stands for all collections in a key: no name is it."""


def token_key(collection: str, token: str) -> str:
    """Return the key of a token's record, by the collection that it is for; `*` is all of them."""
    return f"{OF_ALL if collection == EVERY_COLLECTION else collection}.{token}"


def access_rules_key(collection: str) -> str:
    """Return the key of a collection's rules of access, in the bucket of rules."""
    return f"access.{collection}"


def frame_rules_key(collection: str) -> str:
    """Return the key of a collection's rules of public dates, in the bucket of rules."""
    return f"frames.{collection}"


def pause_key(collection: str, site: str) -> str:
    """Return the key of a pause, in the bucket of rules; site EVERYBODY is all of them."""
    return f"pause.{collection}.{site}"


def member_key(collection: str, site: str) -> str:
    """Return the key under which a site drains, or is removed, in the bucket of rules."""
    return f"member.{collection}.{site}"


def revoked_key(collection: str, key: str) -> str:
    """Return the key under which a public key of a site is revoked, in the bucket of rules."""
    return f"revoked.{collection}.{key}"


def operator_key(collection: str, key: str) -> str:
    """Return the key under which an operator's public key is said, in the bucket of rules."""
    return f"operator.{collection}.{key}"


def release_key(collection: str, site: str) -> str:
    """Return the name of an order that releases a site, in the bucket of rules."""
    return f"release.{collection}.{site}"


def heeded_operators_key(collection: str) -> str:
    """Return the key under which orchestrators say whose orders are heeded, in the bucket of sites."""
    return f"operators.{collection}"


TOKEN_ORDERS = "token"
ACCESS_ORDERS = "access"
FRAME_ORDERS = "frames"

DOOR_KINDS = (TOKEN_ORDERS, ACCESS_ORDERS, FRAME_ORDERS)
"""Kinds of orders that doors heed: there may be one for each token."""

RULES_ORDERED = "rules"
"""Ends the names of orders about what a collection has one of."""


def token_order(collection: str, token: str) -> str:
    """Return the name of an order about a token, by the collection whose operators sign it."""
    return f"{TOKEN_ORDERS}.{collection}.{token}"


def access_order(collection: str) -> str:
    """Return the name of an order about a collection's rules of access."""
    return f"{ACCESS_ORDERS}.{collection}.{RULES_ORDERED}"


def frames_order(collection: str) -> str:
    """Return the name of an order about a collection's rules of public dates."""
    return f"{FRAME_ORDERS}.{collection}.{RULES_ORDERED}"


ORDER = "order."
"""Begins the keys of orders, each followed by the key of what it is about, in the bucket of rules."""


def order_key(name: str) -> str:
    """Return the key of the order about a key of the bucket of rules."""
    return f"{ORDER}{name}"


def replica_rules_key(collection: str, version: int | str) -> str:
    """Return the key of one version of a collection's rules of replicas, in the bucket of rules."""
    return f"replicas.{collection}.{version}"


def rules_signature_key(collection: str, version: int | str, text: str) -> str:
    """Return the key of the signature of one version of the rules, by the first digits of its text's hash."""
    return f"signed-rules.{collection}.{version}.{text}"


def link_keys_key(collection: str) -> str:
    """Return the key of a collection's keys for links."""
    return collection


def workflow_key(collection: str, kind: str, name: str) -> str:
    """Return a key of the bucket of workflows: a lease, a member, a slot or a place of a collection."""
    return f"{collection}.{kind}.{name}"


def provider_key(collection: str, provider: str) -> str:
    """Return the key under which one acquirer of a collection holds a provider."""
    return workflow_key(collection, "provider", provider)


def hook_key(collection: str, site: str, hook: str) -> str:
    """Return the key under which archives of a site note how far a receiver of events is."""
    return workflow_key(collection, "hook", f"{site}.{hook}")


def geometry_key(collection: str, site: str, job: str, part: str) -> str:
    """Return the key of a part of a job of geometry: `state`, or a letter and the number of a piece."""
    return f"{collection}.{site}.{job}.{part}"
