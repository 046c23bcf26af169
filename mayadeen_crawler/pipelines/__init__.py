"""Item pipelines, in the order of ITEM_PIPELINES: validate, dates, dedupe, export.

Each takes the ``FetchedArticle`` that a spider yields and returns it, or raises
``exceptions.Dropped`` with a reason; ``extensions/dropped_items.py`` counts the drop and notes
it in the ledger. ``export`` returns the plain ``Article``. Breaking lines, listings and
removals do not come through here: the ledger writes them itself.
"""
