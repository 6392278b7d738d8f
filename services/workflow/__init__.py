"""The workflow service: definitions, the rules that start them, and executions carried on by lease."""
