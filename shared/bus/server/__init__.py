"""An embedded nats-server: its process, its configuration, its users and their permissions."""
