"""A refusal by the domain: a result that is answered, never a failure that is retried."""


class Refused(Exception):
    """Raised by a decision. `slug` names the rule for a program, `detail` says what to do to a person.

    `missing` marks that the thing asked for does not exist (HTTP 404 instead of 409).
    """

    def __init__(self, slug: str, detail: str, *, missing: bool = False) -> None:
        super().__init__(f"{slug}: {detail}")
        self.slug = slug
        self.detail = detail
        self.missing = missing


def not_found(noun: str, id_: object) -> Refused:
    """`not_found("case", id)`: there is no such case."""
    return Refused(f"{noun}-not-found", f"There is no {noun} {id_}.", missing=True)
