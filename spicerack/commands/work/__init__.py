"""Commands about workflows and their executions."""
