"""The report: figures of the feeds, charts of the figures, one page of the charts."""
