"""Reading files once more: to find what rotted, and to have it placed again."""
