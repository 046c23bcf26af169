"""URLs of the site: the one form of an address, and what its path says.

``canonical`` answers the questions that spiders and pages ask (same page? article? section?
tag?); ``parsed_url`` takes a URL apart for it.
"""
