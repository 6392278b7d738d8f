"""The console's built files, as a gateway hands them out."""
