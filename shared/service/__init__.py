"""The skeleton of every service process: settings, signals, presence, the way up and the way down."""
