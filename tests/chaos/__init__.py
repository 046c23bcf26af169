"""Whole commands that are killed, stopped and starved; then every promise is checked.

``python -m tests.chaos`` runs the commands on one output folder against a site that changes
meanwhile (``harm.py`` says what happens to them). ``reader.py``, which knows nothing of the
program, then reads the folder: nothing may be lost, repeated or torn.
"""
