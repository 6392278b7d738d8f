"""The three services: manager, orchestrator and transfer. They meet on the bus alone."""
