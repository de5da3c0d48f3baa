"""The statements, and the work in whose transaction they run."""

from pathlib import Path

from libs.delivery.statements import Statements
from libs.delivery.work import Work
from services.intake.settings import Settings

SQL = Statements.read(Path(__file__).parents[1] / "sql")

IntakeWork = Work[Settings]
