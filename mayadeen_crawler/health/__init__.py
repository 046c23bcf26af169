"""Health: whether a run was good, what drifted, what fell silent, and who is told."""
