"""The parts of a listing page: cards' texts, lists beside the cards, menus, the next page.

``pages/listing.py`` makes the cards of them.
"""
