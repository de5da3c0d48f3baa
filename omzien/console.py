"""Where commands write."""

from rich.console import Console

#: What was asked for. Values are shown as they are: no markup is read from them, nothing is coloured by guess.
out = Console(highlight=False, markup=False, emoji=False)
