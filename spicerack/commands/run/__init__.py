"""Commands that run SpiceRack, and tell where it answers."""
