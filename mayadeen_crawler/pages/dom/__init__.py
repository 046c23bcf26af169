"""Reading any HTML tree, whatever site it is of: lines, links, pictures, players, repeated parts.

Only ``html_elements.py`` knows class names of the site, from ``pages/markup.py``.
"""
