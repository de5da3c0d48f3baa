"""Results of a plan, per life domain."""

from libs.contracts.payload import Part
from libs.contracts.words import LifeDomain


class DomainResult(Part):
    """What came of a life domain: the first score against the last, 1 acute problem ... 5 fully self-reliant."""

    domain: LifeDomain
    first: int
    last: int
