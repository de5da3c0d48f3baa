"""The statements of `sql/`, and what they are run on."""

from pathlib import Path
from typing import Any, TypeAlias

from asyncpg import Connection
from asyncpg.pool import PoolConnectionProxy

from libs.delivery.statements import Statements

SQL = Statements.read(Path(__file__).parents[1] / "sql")

Database: TypeAlias = "Connection[Any] | PoolConnectionProxy[Any]"
