"""The parts that services share: models, messages, the bus, the catalogue, deltas and roots."""
