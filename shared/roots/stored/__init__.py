"""Roots whose files lie at a store, while what is SpiceRack's own lies in a directory of this host."""
