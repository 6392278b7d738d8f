"""The NATS server of an `up`: its own, or one that is named."""
