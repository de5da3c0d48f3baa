"""Offerings: anything that can answer a need. The subject is the offering's id (matching)."""

from libs.contracts.payload import Event, Neighbourhood
from libs.contracts.words import Category, Rung


class OfferingEvent(Event):
    """`serves` are the neighbourhoods it reaches; empty: the whole municipality."""

    rung: Rung
    categories: tuple[Category, ...]
    serves: tuple[Neighbourhood, ...] = ()
    capacity: int


class OfferingRegistered(OfferingEvent, type="nl.omzien.offerings.registered.v1"):
    """New in the catalogue, or a volunteer who came forward."""


class OfferingChanged(OfferingEvent, type="nl.omzien.offerings.changed.v1"):
    pass


class OfferingWithdrawn(OfferingEvent, type="nl.omzien.offerings.withdrawn.v1"):
    pass
