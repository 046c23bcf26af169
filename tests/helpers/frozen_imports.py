"""Imported last by the process that commands are forked from: what it holds, none of them frees.

So no collection of garbage in a fork looks at it, or copies its memory.
"""

from __future__ import annotations

import gc

gc.collect()
gc.freeze()
