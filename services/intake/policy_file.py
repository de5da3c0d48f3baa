"""What stands in a file with intake's policy."""

from pydantic import Field

from libs.contracts.words import LifeDomain
from libs.delivery import policies
from libs.delivery.policies import Table
from services.intake.domain.policy import Policy


class Complex(Table):
    domains: int = Field(ge=1, le=len(LifeDomain))
    score: int = Field(ge=1, le=5)


class Advice(Table):
    at_most: int = Field(ge=1, le=50)


class PolicyFile(policies.PolicyFile[Policy]):
    complex: Complex
    advice: Advice

    def policy(self, content_hash: str) -> Policy:
        return Policy(
            version=self.version,
            holds_from=self.holds_from,
            content_hash=content_hash,
            complex_score=self.complex.score,
            complex_domains=self.complex.domains,
            advised_at_most=self.advice.at_most,
        )
