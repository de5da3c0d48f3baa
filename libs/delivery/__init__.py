"""Exactly-once effects over an at-least-once broker, written once for every service.

Knows no service and no domain. Start reading at `runtime.py` (what runs, in which order it starts
and stops), `consumer.py` (how a batch becomes one transaction) and `work.py` (what a handler gets).
"""
