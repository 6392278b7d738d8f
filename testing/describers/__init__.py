"""The suite that every describer passes."""
