"""The store of an archive: what streams said goes in, and the frames that it touches are computed anew."""
