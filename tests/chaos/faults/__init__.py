"""The table of faults, a module for each part that can break."""

from tests.chaos.fault import CLUSTER, TABLE
from tests.chaos.faults import broker, database, kills, lines, messages, nodes, operations, queues

__all__ = ["CLUSTER", "TABLE", "broker", "database", "kills", "lines", "messages", "nodes", "operations", "queues"]
