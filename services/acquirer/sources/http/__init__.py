"""Web servers whose listings of directories are read."""
