"""The orchestrator: decides batches, matches wants with sources, issues transfers."""
