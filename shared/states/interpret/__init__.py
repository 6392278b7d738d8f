"""The interpreter: from a definition and a history to what comes next, without input or output of its own."""
