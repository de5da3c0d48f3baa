"""What is wrong with a record, in its own words: so that a delivery can be compared with what became of it."""

from datetime import date
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from libs.contracts.signals import Line, Reference, Text
from omzien.ddas.translation import ADDRESS, MOST_EUROS, PARTNERS, PERSON


def _listed(kind: str) -> str:
    if kind not in PARTNERS:
        raise PydanticCustomError("partner", "is not a kind of partner that DDAS knows")
    return kind


def _number(value: Any) -> Any:
    if isinstance(value, bool | str):
        raise PydanticCustomError("euros", "must be a number of whole euros")
    return value


Kind = Annotated[str, AfterValidator(_listed)]
Euros = Annotated[int, BeforeValidator(_number), Field(ge=0, le=MOST_EUROS)]


class _Part(BaseModel):
    """A null says nothing, like a key that is absent; keys that the model does not have are left alone."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)


class _Client(_Part):
    model_config = ConfigDict(alias_generator=(PERSON | ADDRESS).__getitem__)

    bsn: Line | None = None
    initials: Line | None = None
    infix: Line | None = None
    surname: Line | None = None
    birth_date: Line | None = None
    street: Line | None = None
    house_number: Line | None = None
    suffix: Line | None = None
    postcode: Line | None = None
    town: Line | None = None

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not any(vars(self).values()):
            raise PydanticCustomError("nobody", "says neither whom nor which address it is about")
        return self


class _Partner(_Part):
    type: Kind | None = None


class _Record(_Part):
    id: Reference = Field(alias="ID")
    client: _Client
    partner: _Partner = Field(alias="signaalpartner")
    crisis: StrictBool | None = Field(default=None, alias="crisissignaal")
    warm: StrictBool | None = Field(default=None, alias="warmeOverdracht")
    euros: Euros | None = Field(default=None, alias="bedrag")
    since: date | None = Field(default=None, alias="ontstaansdatum")
    seen_on: date | None = Field(default=None, alias="signaaldatum")
    status: Text | None = None


def fault(record: Any) -> str | None:
    """Every place and what is the matter there, never the value; None when nothing is."""
    try:
        _Record.model_validate(record)
    except ValidationError as error:
        return "; ".join(f"{'.'.join(map(str, each['loc'])) or 'record'}: {each['msg']}" for each in error.errors())
    return None
