"""The catalogue: element sets in the memory of one process, apart by source, replaced by trusted ones."""
