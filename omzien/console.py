"""Where commands write."""

import sys

from rich.console import Console

#: What was asked for. Values are shown as they are: no markup is read from them, nothing is coloured by guess.
#: Into a file or a pipe, lines are long enough for whoever greps them.
out = Console(highlight=False, markup=False, emoji=False, width=None if sys.stdout.isatty() else 200)
