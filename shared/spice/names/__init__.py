"""Names of kernels: mission, line, slot, quality and version, so that the newest of each is known."""
