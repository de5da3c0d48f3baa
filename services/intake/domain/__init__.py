"""The case and the decisions about it. Pure: state, input, time and ids go in; the new state and its events come out.

Start at `case.py` (the states). Then in the order of a case's life: `arrival.py`, `teams.py`, `contact.py`,
`conversation.py` (beside it `self_reliance.py`), `consent.py`, `ending.py`; `catalogue.py` holds what a simple
question is answered with, `survey.py` the residents' own research.
Start at `case.py` (the states). Then in the order of a case's life: `arrival.py`, `triage.py`, `teams.py`,
`contact.py`, `conversation.py`, `ending.py`. Beside it: `clocks.py` (the terms of the law), `absence.py`,
`worklist.py`, `receipt.py`; `catalogue.py` holds what a simple question is answered with.
"""
