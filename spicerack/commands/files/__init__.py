"""Commands that read and change a collection's files through a gateway."""
