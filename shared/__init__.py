"""What the services share: models, messages, the bus, the catalogue, deltas and storage."""
