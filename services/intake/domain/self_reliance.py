"""The eight life domains of the conversation beside the thirteen of the self-reliance matrix, and back.

Source: Zelfredzaamheid-Matrix 2017 (ZRM), GGD Amsterdam: thirteen domains for adults, each scored 1 (acute problem) to
5 (fully self-reliant), the same scale as ours. Each of the thirteen belongs to one of the eight. `meaning` has no
counterpart in the matrix: it is asked for by itself, or not discussed.
"""

from collections.abc import Mapping
from enum import StrEnum

from libs.contracts.words import LifeDomain

SOURCE = "Zelfredzaamheid-Matrix 2017 (ZRM), GGD Amsterdam"


class MatrixDomain(StrEnum):
    """In the order of the matrix."""

    FINANCES = "finances"
    WORK_AND_EDUCATION = "work_and_education"
    USE_OF_TIME = "use_of_time"
    HOUSING = "housing"
    DOMESTIC_RELATIONS = "domestic_relations"
    MENTAL_HEALTH = "mental_health"
    PHYSICAL_HEALTH = "physical_health"
    SUBSTANCE_USE = "substance_use"
    BASIC_ADL = "basic_adl"
    INSTRUMENTAL_ADL = "instrumental_adl"
    SOCIAL_NETWORK = "social_network"
    PARTICIPATION = "participation_in_society"
    JUDICIAL = "judicial"

    @property
    def dutch(self) -> str:
        """As it stands on the form."""
        return _DUTCH[self]

    @property
    def belongs_to(self) -> LifeDomain:
        return _BELONGS_TO[self]


_DUTCH = {
    MatrixDomain.FINANCES: "Financiën",
    MatrixDomain.WORK_AND_EDUCATION: "Werk & opleiding",
    MatrixDomain.USE_OF_TIME: "Tijdsbesteding",
    MatrixDomain.HOUSING: "Huisvesting",
    MatrixDomain.DOMESTIC_RELATIONS: "Huiselijke relaties",
    MatrixDomain.MENTAL_HEALTH: "Geestelijke gezondheid",
    MatrixDomain.PHYSICAL_HEALTH: "Lichamelijke gezondheid",
    MatrixDomain.SUBSTANCE_USE: "Middelengebruik",
    MatrixDomain.BASIC_ADL: "Basale ADL",
    MatrixDomain.INSTRUMENTAL_ADL: "Instrumentele ADL",
    MatrixDomain.SOCIAL_NETWORK: "Sociaal netwerk",
    MatrixDomain.PARTICIPATION: "Maatschappelijke participatie",
    MatrixDomain.JUDICIAL: "Justitie",
}

_BELONGS_TO = {
    MatrixDomain.FINANCES: LifeDomain.FINANCES,
    MatrixDomain.WORK_AND_EDUCATION: LifeDomain.DAYTIME,
    MatrixDomain.USE_OF_TIME: LifeDomain.DAYTIME,
    MatrixDomain.HOUSING: LifeDomain.HOUSING,
    MatrixDomain.DOMESTIC_RELATIONS: LifeDomain.SOCIAL,
    MatrixDomain.MENTAL_HEALTH: LifeDomain.MENTAL,
    MatrixDomain.PHYSICAL_HEALTH: LifeDomain.PHYSICAL,
    MatrixDomain.SUBSTANCE_USE: LifeDomain.MENTAL,
    MatrixDomain.BASIC_ADL: LifeDomain.PRACTICAL,
    MatrixDomain.INSTRUMENTAL_ADL: LifeDomain.PRACTICAL,
    MatrixDomain.SOCIAL_NETWORK: LifeDomain.SOCIAL,
    MatrixDomain.PARTICIPATION: LifeDomain.SOCIAL,
    MatrixDomain.JUDICIAL: LifeDomain.SOCIAL,
}

#: The Dutch names of the eight, beside those of the thirteen.
LIFE_DOMAINS_IN_DUTCH = {
    LifeDomain.HOUSING: "Wonen",
    LifeDomain.FINANCES: "Financiën",
    LifeDomain.SOCIAL: "Sociaal functioneren",
    LifeDomain.MENTAL: "Psychisch functioneren",
    LifeDomain.MEANING: "Zingeving",
    LifeDomain.PHYSICAL: "Lichamelijk functioneren",
    LifeDomain.PRACTICAL: "Praktisch functioneren",
    LifeDomain.DAYTIME: "Dagbesteding",
}


def parts_of(domain: LifeDomain) -> tuple[MatrixDomain, ...]:
    """What of the matrix belongs to a life domain; nothing to `meaning`."""
    return tuple(each for each in MatrixDomain if each.belongs_to is domain)


def to_life_domains(matrix: Mapping[MatrixDomain, int]) -> dict[LifeDomain, int]:
    """The lowest score of its parts that were scored: a mean would hide the acute one. Without any: left out."""
    lowest: dict[LifeDomain, int] = {}
    for part, score in matrix.items():
        lowest[part.belongs_to] = min(score, lowest.get(part.belongs_to, score))
    return lowest


def to_matrix(scores: Mapping[LifeDomain, int], apart: Mapping[MatrixDomain, int]) -> dict[MatrixDomain, int]:
    """`apart` is what the adviser scored in the matrix: it stands, and nothing is guessed beside it.

    A life domain of which nothing was scored apart gives its score to all of its parts.
    """
    told_apart = {part.belongs_to for part in apart}
    whole = {part: scores[part.belongs_to] for part in MatrixDomain if part.belongs_to in scores}
    return {part: score for part, score in whole.items() if part.belongs_to not in told_apart} | dict(apart)
