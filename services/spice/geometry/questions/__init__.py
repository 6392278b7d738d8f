"""Questions that geometry answers: frozen models, with all their bounds. Nothing here loads CSPICE."""
