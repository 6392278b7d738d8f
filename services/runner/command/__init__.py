"""Commands: programs in any language, bounded in all that they may take."""
