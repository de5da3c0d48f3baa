"""What Prometheus reads. Labels are queues, kinds and outcomes only: never an id, a place or a person."""

from prometheus_client import Counter, Gauge, Histogram

MESSAGES = Counter(
    "omzien_messages_total",
    "Messages taken, by outcome: done, passed (no handler), duplicate, stale, parked (before its turn), retried, dead.",
    ("queue", "outcome"),
)
PARKED = Gauge("omzien_parked_waiting", "Events that wait for one before them. Lasting: that one was lost or is dead.")
BATCH = Histogram(
    "omzien_batch_messages",
    "Messages in one transaction.",
    ("queue",),
    buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000),
)
BATCH_SECONDS = Histogram(
    "omzien_batch_seconds",
    "From the start of a batch's transaction to its commit.",
    ("queue",),
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)
SENT = Counter("omzien_outbox_sent_total", "Events confirmed by the broker.")
UNSENT = Counter("omzien_outbox_failed_total", "Attempts that the broker did not confirm.")
OUTBOX_WAITING = Gauge("omzien_outbox_waiting", "Events that wait for the relay.")
OUTBOX_OLDEST = Gauge("omzien_outbox_oldest_age_seconds", "Age of the oldest of them. The one gauge to page on.")
TIMERS = Counter("omzien_timers_total", "Timers that ran.", ("kind",))
DEAD_LETTERS = Gauge("omzien_dead_letters_waiting", "Messages that wait for a person.")
