"""`omzien`, also as `python -m omzien`."""

import logging
import sys

import typer

from omzien import costs, dead_letters, export, indications, policy
from omzien.demo.command import demo
from omzien.errors import Advice
from omzien.gaps import gaps
from omzien.hsds import command as hsds
from omzien.neighbourhoods import neighbourhoods
from omzien.offerings import offerings
from omzien.publish import publish
from omzien.receipts import receipts
from omzien.retention import retention
from omzien.scan import scan
from omzien.services import services
from omzien.watch import watch

app = typer.Typer(
    help="Omzien: early signals become cases, needs are matched, support is arranged.\n\n"
    "Start the system with 'make up'. Then, in one window, 'omzien watch'; in another, "
    "'omzien publish FILE --partner NAME'.",
    no_args_is_help=True,
    add_completion=False,
    # a traceback with local variables would show whom a signal is about
    pretty_exceptions_enable=False,
)
for command in (demo, publish, receipts, watch, services, retention, neighbourhoods, offerings, scan, gaps):
    app.command()(command)
for group in (dead_letters, export, policy, hsds, indications, costs):
    app.add_typer(group.app)


def main() -> None:
    """Ends with one line and code 1 when it cannot do what was asked."""
    # libraries warn of a lost connection before we can say what to do about it
    logging.getLogger().addHandler(logging.NullHandler())
    try:
        app()
    except Advice as advice:
        print(f"omzien: {advice}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
