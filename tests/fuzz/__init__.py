"""Broken input for everything that reads what a site, an archive or another program wrote.

``python -m tests.fuzz`` makes inputs without end, each from a sound one (``seeds.py``) by a few
mutations (``mutation.py``), and hands them to the code that reads such input (``targets.py``) in
processes that are replaced when one takes too long (``workers.py``). What breaks is made as small
as it gets (``reduction.py``) and kept in ``found/``: ``tests/test_fuzz.py`` tries every file there.
"""
