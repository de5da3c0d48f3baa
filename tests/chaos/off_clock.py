"""A service whose clock is off: `OFF_SECONDS=3600 python -m tests.chaos.off_clock intake`."""

import os
import runpy
import sys
from datetime import UTC, datetime, timedelta
from uuid import UUID

import uuid_utils.compat

from libs.delivery import clock

OFF = timedelta(seconds=float(os.environ.get("OFF_SECONDS", "0")))


def off_clock() -> datetime:
    """Now, and so much more or less."""
    return datetime.now(UTC) + OFF


def off_id() -> UUID:
    """A UUIDv7 as this clock makes them."""
    # its first 48 bits are milliseconds
    return UUID(int=uuid_utils.compat.uuid7().int + (round(OFF.total_seconds() * 1_000) << 80))


if __name__ == "__main__":
    # before anything else of the service is imported: it takes its clock from there
    clock.wall_clock, clock.new_id = off_clock, off_id
    service = sys.argv[1]
    sys.argv[1] = "serve"
    runpy.run_module(f"services.{service}", run_name="__main__")
