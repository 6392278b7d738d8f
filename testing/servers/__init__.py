"""Foreign servers that tests start: unmodified, on free ports, as an ordinary user."""
