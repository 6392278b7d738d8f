"""Kernel sets: what is furnished together for a question, and where its files lie on this host."""
