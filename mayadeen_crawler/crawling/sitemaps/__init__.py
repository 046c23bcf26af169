"""How sitemaps are read: which files, in which order, and which of them need not be read again."""
