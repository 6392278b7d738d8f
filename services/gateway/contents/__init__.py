"""The bytes of contents: at this site, in its cache, or at another site."""
