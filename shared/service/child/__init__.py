"""Worker processes of a service: they may die of what they are given, and the service goes on."""
