"""The floor: the fastest way through the two stages that can be written by hand with aio-pika and asyncpg.

One process per stage, each queue in batches of what waits, one statement per batch that is its transaction (inbox,
business rows, outbox), `multiple` acknowledgement after it, letters sent straight after the commit with all confirms
of a batch in flight at once. It does nothing else: see `bench/same_work`. An idea that makes the product faster than
this belongs here too.
"""
