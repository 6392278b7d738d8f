"""Routes of the SPICE service."""
