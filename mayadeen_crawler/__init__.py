"""Al Mayadeen's site as feeds: one record an article, every edit a revision."""

__version__ = "0.1.0"
