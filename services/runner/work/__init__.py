"""Taking steps from their queues, and recording what became of them."""
