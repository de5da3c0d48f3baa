"""DDAS 0.9, the national model for exchanging early signals of payment arrears, as a partner delivers it.

A delivery holds records ("vroegsignalen"); each becomes one event for signalling. What stands around the
records must be right, or nothing can be said about any of them. The records themselves are translated and
never judged: one that is broken is published as it is, refused by signalling, and can be read back.
"""

from omzien.ddas.delivery import Delivery, Record, Records, judged, read

__all__ = ["Delivery", "Record", "Records", "judged", "read"]
