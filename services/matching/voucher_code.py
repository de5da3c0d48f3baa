"""The code of a voucher: told once to who issues it, and kept as a keyed hash only."""

import secrets

from libs.delivery.sealing import Sealer

#: Without what is misread: I, L, O and U. Sixteen of them are 80 bits: nobody finds one by trying.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS = 4


def new_code() -> str:
    """`7K3M-90QX-ZZ1A-2B4C`."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(GROUPS))


def lookup(sealer: Sealer, code: str) -> bytes:
    """By which a voucher is found, however its code was typed."""
    typed = "".join(each for each in code.upper().translate(MISREAD) if each in ALPHABET)
    return sealer.lookup("voucher", typed)


MISREAD = str.maketrans("ILO", "110")
