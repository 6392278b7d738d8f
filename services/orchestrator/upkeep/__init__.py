"""The upkeep of a collection: checkpoints, chunks that are done, streams that were lost."""
