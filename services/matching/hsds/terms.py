"""What everything in HSDS is made of: ids, texts, moments; and the terms of a taxonomy that can be said of a thing."""

import re
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Strict, StringConstraints

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def _moment(text: str) -> str:
    if not _MOMENT.fullmatch(text):
        raise ValueError("must be a date and time with its offset, such as 2026-03-15T10:30:45Z")
    datetime.fromisoformat(text)
    return text


UUID_ = r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"
Id = Annotated[str, StringConstraints(strict=True, pattern=UUID_)]
Text = Annotated[str, Strict()]
Email = Annotated[str, StringConstraints(strict=True, pattern=r"^[^\s@]+@[^\s@]+$")]
Uri = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z][A-Za-z0-9+.\-]*:[!#-;=?-\[\]_a-z~%]+$")]
Moment = Annotated[str, Strict(), AfterValidator(_moment)]
Number = Annotated[int, Strict()] | Annotated[float, Strict(), Field(allow_inf_nan=False)]
Day = Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
Where = Literal["physical", "postal", "virtual"]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="allow")


class Metadata(Part):
    """Who changed what of it, and when."""

    id: Id
    resource_id: Id | None = None
    resource_type: Text | None = None
    last_action_date: Text
    last_action_type: Text
    field_name: Text
    previous_value: Text
    replacement_value: Text
    updated_by: Text


class Known(Part):
    """What has an id, and a history."""

    id: Id
    metadata: tuple[Metadata, ...] = ()


class Taxonomy(Known):
    name: Text
    description: Text
    uri: Uri | None = None
    version: Text | None = None


class TaxonomyTerm(Known):
    code: Text | None = None
    name: Text
    description: Text
    parent_id: Id | None = None
    taxonomy: Text | None = None
    taxonomy_detail: Taxonomy | None = None
    language: Text | None = None
    taxonomy_id: Id | None = None
    term_uri: Uri | None = None


class Attribute(Known):
    link_id: Id | None = None
    taxonomy_term_id: Id | None = None
    link_type: Text | None = None
    link_entity: Text | None = None
    value: Text | None = None
    taxonomy_term: TaxonomyTerm | None = None


class Described(Known):
    """What terms of a taxonomy can be said of."""

    attributes: tuple[Attribute, ...] = ()
