"""Times of the site: text → an instant in UTC, or a day on the site's clock.

``site_time.parse`` is what listings, the ticker and ``agreement`` call; ``agreement`` chooses
among the times that the sources of one page give. ``forms`` has the patterns of a date and a time,
``words`` the names of months, weekdays and units. A month that is read wrong is mended in
``words``, a form that is not read in ``forms``, a time that is off by hours in ``site_time``, by
the edition's ``time_zone`` in ``outlet/types.py`` or by the clocks in
``pages/extraction/times.py``.
"""
