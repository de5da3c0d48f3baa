"""What several questions are asked with."""

from typing import Annotated

from fastapi import Depends

from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD, Neighbourhood
from libs.delivery.commands import QuestionWork


async def _of_ours(work: QuestionWork, neighbourhood: Neighbourhood | None = None) -> Neighbourhood | None:
    """Raises Refused for a code that is none of ours: an empty answer would say that all is well there."""
    if neighbourhood not in (None, UNKNOWN_NEIGHBOURHOOD):
        work.settings.places.require(neighbourhood)
    return neighbourhood


#: One of the municipality's, `unknown` for what has none, or None for all.
Where = Annotated[Neighbourhood | None, Depends(_of_ours)]
