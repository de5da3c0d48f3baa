"""What signalling is told by its environment, beside what every service is told."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationInfo, field_validator

from libs.delivery import settings
from libs.delivery.policies import Policies, read_all, written_as
from libs.delivery.tokens import Partner, read_partners, read_tokens
from services.signalling.domain.policy import Policy
from services.signalling.policy_file import PolicyFile


class Settings(settings.PlacedSettings):
    """With the files that a municipality makes its own."""

    signalling_policy_file: Annotated[Path, written_as(PolicyFile)] = Field(
        default=settings.REFERENCE / "signalling-policy.toml",
        description="How signals are weighed: a file, or a folder with a file for each version.",
    )

    partner_token_file: Annotated[Path, settings.readable(read_partners)] | None = Field(
        default=None, description="Partners' systems, `token source kind` per line: what each may use is its own."
    )

    @field_validator("partner_token_file")
    @classmethod
    def _opens_only_what_is_its_own(cls, file: Path | None, others: ValidationInfo) -> Path | None:
        """A partner's token that stands in both files would open everything."""
        everything = others.data.get("token_file")
        if file and everything and read_partners(file).keys() & {*read_tokens(everything)}:
            raise ValueError(
                f"{file}: one of its tokens stands in {everything} too, and so opens everything: take another"
            )
        return file

    def model_post_init(self, context: Any) -> None:
        """The file is read now: by a partner's first call, another one may stand there, and be wrong."""
        super().model_post_init(context)
        _ = self.partners

    @cached_property
    def partners(self) -> Mapping[str, Partner]:
        """Partners' systems by token."""
        return read_partners(self.partner_token_file) if self.partner_token_file else {}

    @cached_property
    def policies(self) -> Policies[Policy]:
        """The versions of the policy, by the date from which they hold."""
        return read_all(self.signalling_policy_file, PolicyFile)
