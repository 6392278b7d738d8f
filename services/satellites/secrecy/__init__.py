"""Guards that keep the catalogue in the memory of this process: locked pages, no dumps, quiet logs."""
