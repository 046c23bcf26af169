"""The checks of ``scrapy doctor``: this machine, the site, and one article.

``commands/doctor.py`` begins with `machine_check`; then ``checklist.py`` makes some seven requests
through ``spider.py`` and passes each answer to a check: robots.txt, home page and one listing
(``site_check.py``), the feed, a sitemap, an article. Every check adds its outcome to
``findings.Report``.
"""
