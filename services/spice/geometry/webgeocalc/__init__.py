"""The face of WebGeocalc: its routes and shapes over our questions and jobs."""
