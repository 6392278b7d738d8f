"""The supply of sites: packs are planned, built, shared and applied."""
