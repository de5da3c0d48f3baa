"""What a command ends with when it cannot do what was asked."""


class Advice(Exception):
    """What is the matter and what to do about it, in one line for whoever typed the command."""
