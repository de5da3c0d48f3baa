"""The statements, and the connection that they run on. Everything is read and written for a whole batch at once."""

from pathlib import Path
from typing import Any, Union

from asyncpg import Connection
from asyncpg.pool import PoolConnectionProxy

from libs.delivery.statements import Statements

SQL = Statements.read(Path(__file__).parents[1] / "sql")

Database = Union["Connection[Any]", "PoolConnectionProxy[Any]"]
