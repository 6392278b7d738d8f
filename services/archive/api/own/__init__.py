"""Our own routes about frames: nothing is passed over, and pages of any depth cost the same."""
