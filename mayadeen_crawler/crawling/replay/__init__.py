"""The parts of a replay of WARC files, which ``crawling/warc_replay.py`` puts together.

`look.look` (WARC file → captures) and `extract.extract` (captures → articles) are functions of
their arguments alone: they need no crawler, no ledger and no network, and run in the crawl's own
process, in others of this machine (``worker_processes.py``) or on a Dask cluster
(``dask_cluster.py``). What came first in time is known once all files were looked at: until then
``capture_list.py`` holds the captures. Only the crawl's process writes.
"""
