"""The port of the NATS server that `up` starts itself."""

from typing import Protocol

from spicerack.up.nats.address import NatsAddress
from spicerack.up.run.managed import Managed


class ManagedServer(Managed, Protocol):
    """A NATS server that is kept running beside the services, and outlives them."""

    def nats(self) -> NatsAddress:
        """Return where it answers and as whom to connect; the same for every start on one state directory.

        May be called once it has been ready.
        """
