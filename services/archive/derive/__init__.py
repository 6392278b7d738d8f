"""Products made of a frame's bytes when somebody asks: unpacked files, catalogues, cut-outs, pictures."""
