"""Archives of files as bodies of answers."""
