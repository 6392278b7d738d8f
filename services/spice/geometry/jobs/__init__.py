"""Jobs: questions that take longer than a request, with their answers kept for a while."""
