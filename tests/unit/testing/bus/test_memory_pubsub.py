"""Messages that no stream keeps, in memory, pass the suite."""

import pytest

from testing.bus.pubsub import MemoryPubSub
from testing.bus.pubsub_conformance import PubSubConformance


class TestMemoryPubSub(PubSubConformance):
    @pytest.fixture
    def pubsub(self):
        return MemoryPubSub()
