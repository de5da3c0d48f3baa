"""What every service is told by its environment. Variables begin with `OMZIEN_`."""

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

import orjson
from pydantic import AfterValidator, BeforeValidator, Field, PositiveInt, SecretStr
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from libs.contracts.neighbourhoods_file import read as read_neighbourhoods
from libs.contracts.places import Places
from libs.delivery.neighbourhoods import Neighbourhoods
from libs.delivery.sealing import Sealer
from libs.delivery.tokens import Partner, read_tokens

ROOT = Path(__file__).parents[2]
#: Examples of the files that a municipality makes its own.
REFERENCE = ROOT / "deploy" / "reference"

PREFIX = "OMZIEN_"

#: How alike two names are of which one is a slip of the other; those of two services are less so.
A_SLIP = 0.9


def readable(read: Callable[[Path], object]) -> AfterValidator:
    """For a setting that names a file: found wrong at the start, and not by the first message."""

    def checked(path: Path) -> Path:
        try:
            read(path)
        except OSError as error:
            raise ValueError(f"{path}: {error.strerror}") from None
        return path

    return AfterValidator(checked)


def _listed(given: Any) -> Any:
    """`5,60,600` as it is written by hand; a list in JSON too."""
    if not isinstance(given, str):
        return given
    return orjson.loads(given) if given.lstrip().startswith("[") else given.split(",")


class Settings(BaseSettings):
    """Typed and frozen. A missing or wrong one stops the start with a message that names it."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    amqp_url: SecretStr = Field(description="amqp://user:password@host:port/vhost")
    database_url: SecretStr = Field(description="postgresql://role:password@host:port/database, the service's own role")
    oin: str = Field(default="00000000000000000000", pattern=r"^\d{20}$", description="The municipality's OIN.")
    http_host: str = Field(default="127.0.0.1", description="Loopback unless told otherwise.")
    http_port: int = Field(default=0, ge=0, le=65_535)
    token_file: Annotated[Path, readable(read_tokens)] = Field(
        description="One bearer token per line; whoever has one may use the HTTP side."
    )
    key_file: Annotated[Path, readable(Sealer.read)] = Field(
        description="The master key that seals what identifies a person: 64 hex digits."
    )
    log_level: str = "INFO"

    batch: int = Field(default=200, ge=1, le=2_000, description="Messages in one transaction, at most.")
    pool: int = Field(default=8, ge=2, le=100, description="Database connections.")
    publish_window: int = Field(default=256, ge=1, le=5_000, description="Messages in one write to the broker.")
    poll_seconds: float = Field(default=1.0, gt=0, le=10, description="The safety net under NOTIFY and timers.")
    drain_seconds: float = Field(default=10.0, gt=0, description="How long a stop may finish what it has begun.")
    inbox_days: int = Field(default=14, ge=1, description="How long ids of seen events are kept.")
    # without NoDecode the environment's text is JSON or nothing, before any validator sees it
    retry_seconds: Annotated[tuple[PositiveInt, ...], NoDecode, BeforeValidator(_listed)] = Field(
        default=(5, 60, 600), description="The ladder of delays."
    )
    failpoints: str = Field(default="", description="Tests only: name=action[@nth], comma-separated.")

    @classmethod
    def mistyped(cls, names: Iterable[str]) -> dict[str, str]:
        """Which of these variables are no settings, but nearly have the name of one; and of which.

        Others are left alone: an environment may be shared with other services and commands.
        """
        settings = [PREFIX + name.upper() for name in cls.model_fields]
        slips = {name: get_close_matches(name, settings, 1, A_SLIP) for name in names if name.upper() not in settings}
        return {name: meant[0] for name, meant in slips.items() if meant}

    @cached_property
    def sealer(self) -> Sealer:
        """Seals and opens what identifies a person."""
        return Sealer.read(self.key_file)

    @cached_property
    def tokens(self) -> frozenset[str]:
        """The bearer tokens that are let in."""
        return frozenset(read_tokens(self.token_file))

    @property
    def partners(self) -> Mapping[str, Partner]:
        """Partners' systems by token, of a service that they call."""
        return {}


class PlacedSettings(Settings):
    """Of a service that knows where people live."""

    neighbourhoods_file: Annotated[Path, readable(read_neighbourhoods)] = Field(
        default=REFERENCE / "neighbourhoods.csv", description="Which postcode is in which neighbourhood."
    )

    def model_post_init(self, _: Any) -> None:
        """The file is read now: by the first signal, another one may stand there, and be wrong."""
        _ = self.neighbourhoods

    @cached_property
    def neighbourhoods(self) -> Neighbourhoods:
        """The file of neighbourhoods, looked at again while the service runs."""
        return Neighbourhoods(self.neighbourhoods_file, fit=self.require_fit)

    def require_fit(self, places: Places) -> None:
        """Raises ValueError for neighbourhoods that do not go with the other settings."""

    @property
    def places(self) -> Places:
        """The neighbourhoods of the municipality, as they are at this moment."""
        return self.neighbourhoods.current()
