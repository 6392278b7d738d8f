"""A sink that takes an answer into memory."""


class Buffer:
    """Takes an answer into memory; its bytes are bounded where it is made."""

    def __init__(self) -> None:
        self.data = bytearray()

    async def write(self, data: bytes) -> None:
        """Take the next bytes."""
        self.data += data

    async def restart(self) -> None:
        """Forget what was taken."""
        self.data.clear()
