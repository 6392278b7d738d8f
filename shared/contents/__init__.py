"""Contents that stand at other sites: who may hold them, and reading them there over the bus."""
