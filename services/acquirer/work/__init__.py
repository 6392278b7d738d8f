"""Work: the tasks of an acquirer."""
