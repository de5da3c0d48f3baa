"""What goes in and comes out as HSDS over HTTP."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, RootModel

from libs.delivery.pages import Page

Document = dict[str, Any]
#: As many in one request.
MOST = 500
Documents = Annotated[list[Document], Field(max_length=MOST)]


class Contents(BaseModel):
    """A page, as other services of HSDS give it: whatever else it says is not needed."""

    contents: Documents


class Told(BaseModel):
    """What became of one document of a list. `remarks`: what is kept, and could not be searched or matched by."""

    row: int
    id: str | None = Field(description="As it was given.")
    result: Literal["registered", "changed", "unchanged", "refused"]
    reason: str | None = None
    detail: str | None = None
    remarks: tuple[str, ...] = ()


class Results(RootModel[list[Told]]):
    """One per document, in order."""


class Documented(RootModel[Document]):
    """A document of HSDS 3.0."""


class DocumentPage(Page[UUID]):
    """Documents of HSDS 3.0, in order of id."""

    contents: list[Document]
