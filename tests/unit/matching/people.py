"""Needs, offerings and a market for the tests of matching's decisions."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from itertools import count
from typing import Any
from uuid import UUID

from hypothesis import settings

from libs.contracts.needs import StatedNeed
from libs.contracts.places import Place, Places
from libs.contracts.words import Category, LifeDomain, Rung
from libs.delivery.policies import read
from libs.delivery.settings import ROOT
from services.matching.domain.market import Market
from services.matching.domain.need import Need, Permitted
from services.matching.domain.offering import Kind, Offering
from services.matching.domain.past import Past
from services.matching.domain.terms import Terms
from services.matching.policy_file import PolicyFile

#: For properties: no deadline, since a busy machine is no broken promise.
quick = settings(max_examples=40, deadline=None)

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
PLACES = Places(
    [
        ("3731AA", "3731ZZ", Place("west", "de-bilt", "West", 52.10, 5.17)),
        ("3732AA", "3732ZZ", Place("oost", "de-bilt", "Oost", 52.10, 5.19)),
        ("3738AA", "3738ZZ", Place("noord", "maartensdijk", "Noord", 52.19, 5.17)),
    ]
)
POLICY = read(ROOT / "deploy" / "reference" / "matching-policy.toml", PolicyFile)

_numbers = count(1)


def new_id() -> UUID:
    return UUID(int=next(_numbers))


def stated(**changes: Any) -> StatedNeed:
    told = {"need": new_id(), "category": Category.SERVICES, "domain": LifeDomain.PRACTICAL}
    return StatedNeed(**told | changes)


def a_need(granted: Rung | None = None, **changes: Any) -> Need:
    told = stated(**changes)
    permitted = (Permitted(granted, NOW),) if granted else ()
    return Need(id=told.need, caseid=new_id(), neighbourhood="west", stated=told, opened_at=NOW, permitted=permitted)


def an_offering(rung: int = 2, **changes: Any) -> Offering:
    """An adequate one; on rung 2 a screened volunteer."""
    told: dict[str, Any] = {
        "id": new_id(),
        "kind": Kind.VOLUNTEER if rung == 2 else Kind.ORGANISATION,
        "rung": Rung(rung),
        "categories": (Category.SERVICES,),
        "neighbourhood": "west",
        "screened_until": date(2099, 12, 31),
        "trained": True,
        "terms": Terms(guide=new_id()),
    }
    return Offering(**told | changes)


def a_market(
    offerings: Iterable[Offering] = (), now: datetime = NOW, pasts: Mapping[UUID, Past] | None = None
) -> Market:
    return Market(offerings, PLACES, POLICY, now, pasts=pasts)
