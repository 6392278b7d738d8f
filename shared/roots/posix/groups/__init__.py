"""Groups: changes that a writer declares before it makes them, so that a look takes all of them or none."""
