"""The heads of files: what the first look at a file tells, whatever its family, and the rules about it."""
