"""The life of one story: collected from the feeds, compared, printed."""
