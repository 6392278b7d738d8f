"""Executions: their logs, what is known of them, and the engine that carries them on."""
