"""Runs: the manifest, the lock and the outcome of each.

Written by `extensions.manifest` while a run goes on; read by ``scrapy runs``, the report and the
health checks of later runs.
"""
