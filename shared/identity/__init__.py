"""Identities: Ed25519 keys of sites and orchestrators, their files, and secrets."""
