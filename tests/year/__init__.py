"""A year of a neighbourhood, in less than a minute: the real services on a real broker and database, their clock moved.

`clock.py` is what they go by, `neighbourhood.py` what is there and who comes, `people.py` what people do about what
they hear, `settled.py` when a moment is over, `play.py` the year itself. `promises.py` then reads what a subscriber
saw, and nothing else, and says which term was neither kept nor told.
"""
