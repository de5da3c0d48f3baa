"""A prompt: what makes a step worth proposing, kept while another step is in its way."""

from dataclasses import dataclass
from uuid import UUID

from libs.contracts.words import Ground, Rung


@dataclass(frozen=True)
class Prompt:
    """`facts` are the reviews, signals, goals or offerings that it rests on."""

    item: UUID
    to_rung: Rung
    ground: Ground
    facts: tuple[UUID, ...]
