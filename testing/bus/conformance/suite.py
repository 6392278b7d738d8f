"""The suite for every implementation of `Bus`. A test class inherits it and gives a `bench` fixture."""

from testing.bus.conformance.buckets import BucketsConformance
from testing.bus.conformance.consumers import ConsumersConformance
from testing.bus.conformance.following import FollowingConformance
from testing.bus.conformance.looking_through import LookingThroughConformance
from testing.bus.conformance.publishing import PublishingConformance
from testing.bus.conformance.publishing_together import PublishingTogetherConformance
from testing.bus.conformance.reading import ReadingConformance


class BusConformance(
    PublishingConformance,
    PublishingTogetherConformance,
    ReadingConformance,
    LookingThroughConformance,
    FollowingConformance,
    ConsumersConformance,
    BucketsConformance,
):
    """The suite. Subjects: the log keeps all, jobs are a work queue, wants keep one for each subject."""
