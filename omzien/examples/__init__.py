"""What the product ships to try it with."""

from pathlib import Path

#: A DDAS 0.9 delivery of a month: fictitious people at postcodes that are never given out.
EARLY_SIGNALS = Path(__file__).parent / "early-signals.json"

#: A small social map of a made-up foundation, as HSDS.
SOCIAL_MAP = Path(__file__).parent / "social-map.json"
