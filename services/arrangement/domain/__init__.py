"""Pure state and decisions: each takes state, input, time and ids, and returns the new state with its events.

Parts of a plan: `need.py`, `item.py`, `change.py`, `review.py`, `grant.py`, `heard.py`; `plan.py` holds them
together. Decisions: `drafting.py` (a plan begins, grows, begins anew), `lifecycle.py` (agreed, with the
specialist, closed), `support.py` (items follow what matching tells), `moving.py` (steps up and down),
`reviewing.py`, `prompts.py` (what makes a step worth proposing), `applying.py` (rungs 4 and 5).
"""
