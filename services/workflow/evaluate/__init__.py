"""Evaluation of people's JSONata in a process of its own, which may run out of memory and die."""
