"""The same work by SpiceRack and by the tools that people would take instead, seen by one observer."""
