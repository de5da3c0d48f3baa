"""What goes in over HTTP, beside the signals themselves."""

from pydantic import BaseModel, ConfigDict

from libs.contracts.needs import Code
from libs.contracts.signals import Address, Person


class Asked(BaseModel):
    """A command's body. A field that we do not know is refused: a typing error must not pass in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Dismissal(Asked):
    """Why a person found it unfounded or already answered, as a code."""

    ground: Code


class Parting(Asked):
    """Why a person found that a signal is not about the household that it was put with, as a code."""

    ground: Code


class Pausing(Asked):
    """Why nobody can be reached for a while, as a code: the resident is away, or in hospital."""

    ground: Code


class Whereabouts(Asked):
    """Who walks in, and where they live, as far as they say."""

    person: Person | None = None
    address: Address | None = None
