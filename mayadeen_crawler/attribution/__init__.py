"""Who is quoted in a line of the breaking-news ticker: the record's ``attribution`` field.

``pages/ticker.py`` calls ``speaker_of_line.attribution`` for each line. The steps, each a file:
``speaker_of_line`` splits the line at its colons and decides whether the part before or after one
is a speaker; ``reported_speech`` looks at lines without a colon; ``speaker_phrase`` removes what
is not the speaker's name from such a part; ``phrase_kinds`` says what the rest names (a person,
an office, a place …); ``english``, ``arabic``, ``spanish`` and ``known_names`` are the word
tables, in the form of ``lexicon``. A wrong speaker is nearly always a word that is missing in one
of the tables.
"""
