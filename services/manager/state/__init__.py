"""The knowledge of a site: index, folded log, outbox, and what follows from them."""
