"""The computation of frames from what the streams said, one basename at a time. Pure."""
