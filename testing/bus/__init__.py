"""The bus in memory, its faults, and the conformance suite of every bus."""
