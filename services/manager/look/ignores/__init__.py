"""Names that a site does not publish: those of half-done files, and those that its people name."""
