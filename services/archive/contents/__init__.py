"""The bytes of frames: a gateway has them, under links that end; the archive keeps none."""
