"""The whole rack as one gateway has heard of it: a projection of presence."""
