"""The matching of wants with sources. Pure."""
