"""Programs as steps: what each kind may take, its working directory, and its result."""
