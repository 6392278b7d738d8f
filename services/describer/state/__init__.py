"""The state of a describer: the folded log, the descriptions that were heard, and what waits for one."""
