"""The same two stages on Taskiq, tuned in good faith.

Taskiq and not Dramatiq, though that one is used more: it is asynchronous and stands on the same drivers as the product,
so that many tasks share a process and their commits share the disk, which makes it the faster of the two here; and
what it needs more than the floor is what one task per message costs. Durable: acknowledged after execution, quorum
queues, persistent messages, publisher confirms. The rows, and what is in its favour, are as with Celery.
"""
