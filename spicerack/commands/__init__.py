"""One module for each command of `spicerack`."""
