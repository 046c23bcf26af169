"""Runs: the manifest, the lock and the outcome of each.

Written by `extensions.manifest` while a run goes on; read by ``scrapy runs``, the report, the
health checks of later runs, and by ``warc/`` to know which WARC files belong to a dead run.
"""
