"""Pure decisions of matching.

`offering.py` what can answer a need; `need.py` and `proposal.py` what is asked and what is put to it;
`market.py` the places that are free at this moment; `scoring.py` which candidate suits best;
`ladder.py` on which rung; `search.py` looking for an answer; `answers.py` what people say to it.
"""
