"""The part of the sky that an image shows: its border by its coordinate system, as polygons on the sphere."""
