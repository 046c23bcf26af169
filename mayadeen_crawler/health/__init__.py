"""Health: was a run good, which strategies drifted, which sections fell silent, whom to notify?

`extensions.health` calls all of it at the end of a run.
"""
