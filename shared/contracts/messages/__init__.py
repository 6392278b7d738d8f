"""The messages on the bus. Each checks itself and says precisely what is wrong with it."""
