"""The parts of an article page, found by layout: headline, byline, summary, body, tags, boxes.

``segment.read`` is the way in; it calls the other modules, one for each part.
"""
