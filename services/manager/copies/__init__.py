"""Copies: who holds what has too few of them since other sites are gone."""
