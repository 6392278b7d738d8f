"""Jobs of a deployment: backup, restore, and making the topology."""
