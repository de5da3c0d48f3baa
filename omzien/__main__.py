"""`omzien`, also as `python -m omzien`."""

import sys
from importlib.util import find_spec

import typer

from omzien.errors import Advice
from omzien.publish import publish

app = typer.Typer(
    help="Omzien: early signals become cases, needs are matched, and support is arranged. "
    "This command publishes signals, shows what happens to them, and tells how the services are.",
    no_args_is_help=True,
    add_completion=False,
    # a traceback with local variables would show who a signal is about
    pretty_exceptions_enable=False,
)
app.command()(publish)

if find_spec("omzien.demo.command"):
    from omzien.demo import command as demo

    app.command()(demo.demo)


def main() -> None:
    """Ends with one line and code 1 when it cannot do what was asked."""
    try:
        app()
    except Advice as advice:
        print(f"omzien: {advice}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
