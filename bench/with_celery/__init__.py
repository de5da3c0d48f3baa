"""The same two stages on Celery: what a team would otherwise pick. Tuned in good faith.

Durable: `acks_late`, quorum queues, persistent messages, publisher confirms; the same statement per message as the
floor's per batch, so the same inbox, rows and outbox. In its favour: one statement is the whole transaction; each
stage's lesser event does not go to the other as a task of its own, though its row in the inbox is written; what a
killed worker has left in the outbox is not looked after; no results, no gossip, no heartbeats.
"""
