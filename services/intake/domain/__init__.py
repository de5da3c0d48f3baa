"""The case and the decisions about it. Pure: state, input, time and ids go in; the new state and its events come out.

Start at `case.py` (the states). Then in the order of a case's life: `arrival.py`, `triage.py`, `teams.py`,
`contact.py`, `conversation.py` (with `self_reliance.py`), `consent.py`, `ending.py`. Beside it: `clocks.py` (the
terms of the law), `absence.py`, `worklist.py`, `receipt.py`; `resident.py` and `data_request.py` (who somebody is, and
their rights); `catalogue.py` (what a simple question is answered with) and `survey.py` (the residents' own research).
"""
