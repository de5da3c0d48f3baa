"""Slips of the pen or the keyboard, in names, dates and postcodes alike."""


def one_slip_apart(one: str, other: str) -> bool:
    """Whether a single letter was missed, added, changed, or swapped with the next."""
    if one == other or abs(len(one) - len(other)) > 1:
        return one == other
    if len(one) > len(other):
        one, other = other, one
    at = next((place for place, letter in enumerate(one) if letter != other[place]), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    return one[at + 1 :] == other[at + 1 :] or (
        one[at + 2 :] == other[at + 2 :] and one[at : at + 2] == other[at : at + 2][::-1]
    )
