"""The bus: NATS JetStream behind a port, its topology as one table, and its traps kept in one place."""
