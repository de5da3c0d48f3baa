"""What stands in the file that says where the services of others belong."""

from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from libs.contracts.needs import Code
from libs.contracts.words import Category, Rung
from libs.delivery import policies
from services.matching.hsds.categories import Categories, Rule, plain

Said = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Word = Annotated[str, StringConstraints(min_length=3, max_length=100, strip_whitespace=True)]
RungNumber = Annotated[int, Field(ge=2, le=5)]


class RuleTable(policies.Table):
    """A rule. What residents do themselves (rungs 0 and 1) is nobody's service."""

    categories: tuple[Category, ...] = Field(min_length=1)
    rung: RungNumber | None = None
    taxonomy: str = ""
    codes: tuple[Said, ...] = ()
    names: tuple[Said, ...] = ()
    words: tuple[Word, ...] = ()
    skills: tuple[Code, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> "RuleTable":
        if not (self.codes or self.names or self.words):
            raise ValueError("a rule needs codes, names or words by which it is known")
        if any(not plain(each) for each in (*self.names, *self.words)):
            raise ValueError("names and words need a letter or a digit")
        if any(each == "*" or "*" in each[:-1] for each in self.codes):
            raise ValueError("a code may end with *, after at least one character, and have none elsewhere")
        return self

    def rule(self) -> Rule:
        return Rule(
            categories=self.categories,
            rung=None if self.rung is None else Rung(self.rung),
            taxonomy=self.taxonomy,
            codes=self.codes,
            names=frozenset(map(plain, self.names)),
            words=tuple(map(plain, self.words)),
            skills=self.skills,
        )


class CategoriesFile(policies.PolicyFile[Categories]):
    """The rules, and what holds where they say nothing."""

    rung: RungNumber
    capacity: int = Field(ge=1, le=10_000)
    otherwise: tuple[Category, ...] = ()
    rules: tuple[RuleTable, ...] = Field(min_length=1)

    def policy(self, content_hash: str) -> Categories:
        return Categories(
            version=self.version,
            holds_from=self.holds_from,
            content_hash=content_hash,
            rules=tuple(each.rule() for each in self.rules),
            rung=Rung(self.rung),
            capacity=self.capacity,
            otherwise=self.otherwise,
        )
