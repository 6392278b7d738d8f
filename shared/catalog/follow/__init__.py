"""The log as it is followed from the bus, and the checkpoints that shorten it."""
