"""Tokens and rules of access as operators have signed them: what of them counts at a door."""
