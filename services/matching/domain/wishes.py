"""What resident and supplier would rather have of each other."""

from collections.abc import Hashable

from libs.contracts.needs import NeedWords, Preference
from services.matching.domain.need import Need
from services.matching.domain.offering import Kind, Offering

#: What who comes must not say of themselves.
WITHOUT = {Preference.NO_PETS: "pets", Preference.NO_SMOKING: "smokes", Preference.NO_TRAINEE: "trainee"}
GENDERS = frozenset({"woman", "man"})


def asks_willing(stated: NeedWords) -> frozenset[str]:
    """What somebody would have to be willing to do, and with whom."""
    inside = ("inside_home",) if stated.inside_home else ()
    return frozenset({stated.category.value, *stated.skills, *stated.traits, *inside})


def gender_of(wish: Preference, stated: NeedWords) -> frozenset[str]:
    """Which of `woman` and `man` this wish is for; none where it is not about that, or nothing was stated."""
    named = {Preference.WOMAN: {"woman"}, Preference.MAN: {"man"}, Preference.SAME_GENDER: GENDERS & set(stated.traits)}
    return frozenset(named.get(wish, ()))


def granted(wish: Preference, need: Need, offering: Offering, *, helped: bool) -> float:
    """How far a wish is met, 0 to 1. An organisation can see to it whom it sends, which is half of it."""
    if wish in WITHOUT:
        return float(WITHOUT[wish] not in offering.terms.traits)
    if wish is Preference.SAME_LANGUAGE:
        return float(not need.stated.languages or need.stated.languages[0] in offering.languages)
    if wish is Preference.NOT_FROM_OWN_STREET:
        # streets are not known here: nobody from the own neighbourhood is surely not from the own street
        return float(offering.kind is Kind.ORGANISATION or offering.neighbourhood != need.neighbourhood)
    if wish is Preference.SAME_PERSON:
        return float(helped)
    wanted = gender_of(wish, need.stated)
    if not wanted or wanted & set(offering.terms.traits):
        return 1.0
    return 0.5 if offering.kind is Kind.ORGANISATION else 0.0


def is_willing(need: Need, offering: Offering) -> bool:
    """The supplier's conditions."""
    return not offering.unwilling or asks_willing(need.stated).isdisjoint(offering.unwilling)


def kept(need: Need, offering: Offering) -> bool:
    """The resident's conditions. The same person is always a wish: they may have left."""
    hard = (wish for wish in need.stated.musts if wish is not Preference.SAME_PERSON)
    return all(granted(wish, need, offering, helped=False) for wish in hard)


def of_resident(need: Need, theirs: tuple[Preference, ...]) -> Hashable:
    """All of a need by which it is decided how far these wishes are met, but for who helped before."""
    return theirs and (theirs, need.stated.traits, need.stated.languages, need.neighbourhood)


def told_of(offering: Offering) -> Hashable:
    """All of an offering by which that is decided."""
    return (offering.kind, offering.terms.traits, offering.languages, offering.neighbourhood)


def liking(need: Need, offering: Offering, *, helped: bool) -> float:
    """How well the two suit each other by their wishes, 0 to 1; 1 where neither has any."""
    theirs = {*need.stated.preferences, *need.stated.musts}
    of_resident = sum(granted(wish, need, offering, helped=helped) for wish in theirs) / len(theirs) if theirs else 1.0
    prefers = offering.terms.prefers
    of_supplier = float(not prefers or not asks_willing(need.stated).isdisjoint(prefers))
    return (of_resident + of_supplier) / 2
