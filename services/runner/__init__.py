"""The runner: carries out steps of executions, as commands, HTTP calls and built-in tasks."""
