"""Routes of an archive: the face of OCS, and our own."""
