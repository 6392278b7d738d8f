"""Routes of the virtual observatory: SIA 2, TAP, DataLink and SODA."""
