"""Commands that list what a collection holds, or held."""
