"""A simulated survey night over a made-up sky: nothing in it is secret."""
