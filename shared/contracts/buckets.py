"""The key-value buckets: what each holds, and who reads it. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from shared.contracts.messages.access import AccessRules, FrameRules, LinkKeys, TokenRecord
from shared.contracts.messages.kernels.geometry_job import GeometryJob
from shared.contracts.messages.presence import (
    Counters,
    DescriberPresence,
    DescriberRecord,
    ManagerPresence,
    OrchestratorPresence,
    OrchestratorRecord,
    ServicePresence,
    SiteRecord,
    WorkerPresence,
)
from shared.contracts.messages.sites.membership import KeyRevocation, Membership
from shared.contracts.messages.sites.order import HeededOperators, OperatorKey, Order
from shared.contracts.messages.sites.pause import Pause
from shared.contracts.messages.sites.replica_rules import ReplicaRules
from shared.contracts.messages.sites.rules_signature import RulesSignature
from shared.contracts.messages.workflow import SchedulePlace
from shared.contracts.streams import DAY
from shared.model.base import FrozenModel


class Bucket(StrEnum):
    """Names of the key-value buckets."""

    SITES = "rack-sites"
    RULES = "rack-rules"
    TOKENS = "rack-tokens"
    LINKS = "rack-links"
    REPLICAS = "rack-replicas"
    PRESENCE = "rack-presence"
    LEASES = "rack-leases"
    SATELLITES = "rack-satellites"
    GEOMETRY = "rack-geometry"
    WORKFLOW = "rack-workflow"


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketSpec:
    """How a bucket is made (history 1), and what it is for."""

    name: Bucket
    summary: str
    models: tuple[type[FrozenModel], ...] = ()
    """A value is one of these; plain text where there is none."""
    sites_read: bool = True
    """Whether managers and transfer workers read it."""
    max_age: float = 0
    """Seconds; 0 is for ever."""


BUCKETS: tuple[BucketSpec, ...] = (
    BucketSpec(
        name=Bucket.SITES,
        models=(SiteRecord, OrchestratorRecord, DescriberRecord, HeededOperators),
        summary="Whose key speaks for each site, orchestrator and describer, and for operators.",
    ),
    BucketSpec(
        name=Bucket.RULES,
        models=(
            AccessRules,
            FrameRules,
            Pause,
            ReplicaRules,
            RulesSignature,
            Membership,
            KeyRevocation,
            OperatorKey,
            Order,
        ),
        summary="Who sees which part of a collection, without a token, and before its time; which sites "
        "hold which part of it, who signed that, and which are paused, drain or are removed; revoked keys.",
    ),
    BucketSpec(
        name=Bucket.TOKENS,
        models=(TokenRecord,),
        summary="Tokens: what each may do, and its hash. Revoked ones stay.",
    ),
    BucketSpec(
        name=Bucket.LINKS,
        models=(LinkKeys,),
        summary="Keys that the links of each collection are signed with; a site reads those of its own.",
        sites_read=False,
    ),
    BucketSpec(
        name=Bucket.REPLICAS,
        models=(Counters,),
        summary="What each process has put on the bus, over its restarts.",
    ),
    BucketSpec(
        name=Bucket.PRESENCE,
        models=(ManagerPresence, WorkerPresence, OrchestratorPresence, ServicePresence, DescriberPresence),
        summary="Signs of life; a key is gone a while after the last.",
    ),
    BucketSpec(
        name=Bucket.LEASES,
        summary="Which orchestrator works on which collection: its public key.",
        sites_read=False,
    ),
    BucketSpec(
        name=Bucket.GEOMETRY,
        models=(GeometryJob,),
        summary="Jobs of geometry, with questions and small answers in pieces; a site reads its own.",
        sites_read=False,
    ),
    BucketSpec(
        name=Bucket.SATELLITES,
        summary="Sealed records of visits and loads, slots of providers: for replicas. Each ends by itself.",
        sites_read=False,
        max_age=DAY,
    ),
    BucketSpec(
        name=Bucket.WORKFLOW,
        models=(SchedulePlace,),
        summary="Who works on which executions and providers, slots of rules, how far rules, schedules and "
        "hooks are; a site writes those of its collection.",
    ),
)
