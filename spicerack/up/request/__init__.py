"""The request of an `up`: options, file, settings, and the plan that follows from them."""
