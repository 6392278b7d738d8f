"""The narrow port to the files below a directory, and its implementation on Linux."""
