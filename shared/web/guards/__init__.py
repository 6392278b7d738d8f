"""Guards: what stands before a request and bounds it, from the caller's name to the headers of the answer."""
