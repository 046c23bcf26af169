"""The report: one HTML file with figures and charts of the feeds.

`build.write_report` is the way in, for ``scrapy report`` and ``scrapy demo``. The feeds are read
into DuckDB (``data/``), asked for figures that are put into words (``sections/``, `words`), drawn
(``charts/``) and written as HTML (``rendering/``), where ``templates/report.js`` filters lists of
rows. A chart is empty or wrong: begin with the query of its section in ``sections/``, then with
the table it reads, in ``data/chart_data.py``.
"""
