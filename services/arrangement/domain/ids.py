"""New ids are passed in, so that a decision made twice is the same twice."""

from collections.abc import Callable
from typing import TypeAlias
from uuid import UUID

NewId: TypeAlias = Callable[[], UUID]
