"""The client of gateways: listings, downloads, uploads and mirrors of a collection's files over HTTP."""
