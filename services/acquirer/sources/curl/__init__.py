"""libcurl: handles that are bounded as our own connections are, and what it calls back."""
