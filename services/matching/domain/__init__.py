"""Pure decisions of matching.

`offering.py` what can answer a need, `hours.py` when; `need.py` and `proposal.py` what is asked and what is put to it;
`moment.py` what holds and is known at a moment, `market.py` the places that are free; `adequacy.py` who may be asked,
`scoring.py` which candidate suits best; `stall.py` and `merits.py` the same two for many offerings at once;
`ladder.py` on which rung; `search.py` looking for an answer; `answers.py` what people say to it.
`grouping.py` finds needs that could be met as a group, `bundling.py` who is asked for it, `bundles.py` and
`invitation.py` what they say, `joining.py` how members get their place.
`assignment.py` gives an area's needs and places to each other at once, `area.py` which area, `round.py` how far it is,
`fairness.py` whether it was fair.
`circles.py` who could help one another in a circle, and `rings.py` what becomes of such a ring.
"""
