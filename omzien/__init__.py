"""The `omzien` command: what a partner, a subscriber and an operator type."""
