"""The transfer worker: signatures, packs, staging, publish."""
