"""An archive of millions of frames: what is loaded, asked, and compared with the queries of OCS' archive."""
