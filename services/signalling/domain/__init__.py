"""What a signal is and what may happen to it, without a database or a broker.

Start reading at `signal.py` (states and transitions); `judgement.py` weighs, `household.py` correlates,
`decisions.py` puts them together.
"""
