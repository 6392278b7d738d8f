"""The HTTP interface of an acquirer."""
