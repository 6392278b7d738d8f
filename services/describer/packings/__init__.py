"""The describer of packings, which tell nothing of what they hold but that they may hold anything."""
