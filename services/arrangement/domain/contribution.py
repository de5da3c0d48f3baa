"""What the resident gives: told in the conversation, or outside one; it stands in the plan beside what they get."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from libs.contracts.words import Category


@dataclass(frozen=True)
class Contribution:
    """Under the id that intake gave it, by which matching has it in the catalogue."""

    id: UUID
    category: Category
    since: date
