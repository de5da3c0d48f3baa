"""What each figure is, in words for a reader."""

WORDS = {
    "pipeline.vs_floor": "Omzien over the fastest pipeline written by hand",
    "pipeline.vs_celery": "Omzien over Celery",
    "pipeline.vs_taskiq": "Omzien over Taskiq",
    "pipeline.signals_per_second": "signals through signalling and intake",
    "pipeline.four_services_per_second": "the same with all four services running",
    "pipeline.floor_per_second": "the floor",
    "pipeline.celery_per_second": "Celery",
    "pipeline.taskiq_per_second": "Taskiq",
    "pipeline.product_cpu_ms": "processor time per signal, broker and database included",
    "pipeline.floor_cpu_ms": "of the floor",
    "pipeline.cpu_vs_floor": "processor time per signal, the floor over Omzien",
    "pipeline.celery_cpu_ms": "of Celery",
    "pipeline.taskiq_cpu_ms": "of Taskiq",
    "latency.p50_ms": "half of the signals arrive within, at 30 % of the rate",
    "latency.p99_ms": "99 of 100 arrive within, at 30 %",
    "latency.p50_ms_at_70": "half arrive within, at 70 %",
    "latency.p99_ms_at_70": "99 of 100 arrive within, at 70 %",
    "latency.p50_ms_quiet": "half arrive within, at 10 signals a second",
    "latency.p99_ms_quiet": "99 of 100 arrive within, at 10 signals a second",
    "latency.p50_ms_floor": "half arrive within, through the floor at Omzien's 30 %",
    "latency.p99_ms_floor": "99 of 100 arrive within, through the floor at Omzien's 30 %",
    "latency.p50_vs_floor": "half arrive within, Omzien over the floor at the same rate",
    "growth.signals": "time per signal, most stored over least",
    "growth.signals_cpu": "processor time per signal, most stored over least",
    "growth.match_p50": "time per match (p50), largest catalogue over smallest",
    "growth.match_p99": "time per match (p99), largest catalogue over smallest",
    "growth.match_ms_p99": "one match (p99) in the largest catalogue",
    "scaling.processes_1_per_second": "one process of signalling and of intake",
    "scaling.processes_2_per_second": "two of each",
    "scaling.processes_4_per_second": "four of each",
    "scaling.processes_2_rate": "throughput, two over one",
    "scaling.processes_4_rate": "throughput, four over one",
    "scaling.processes_2_work": "work per signal, two over one",
    "scaling.processes_4_work": "work per signal, four over one",
    "scaling.processes_2_balance": "what the least busy of two took of its fair share",
    "scaling.processes_4_balance": "what the least busy of four took of its fair share",
    "footprint.ready_s": "from start to ready, slowest service",
    "footprint.rss_mib": "memory under load, largest service",
    "footprint.idle_rss_mib": "memory when idle, largest service",
}


def of(name: str) -> str:
    """The name itself where there are no words for it."""
    return WORDS.get(name, name)
