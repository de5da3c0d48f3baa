"""The confirmation of receipt (Wmo 2015, art. 2.3.2(1)), in plain Dutch: what a resident reads or is read."""

from datetime import date

from libs.contracts.calendar import day_of
from libs.contracts.words import WayIn
from services.intake.domain.case import Case, CaseState

_DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)


def receipt(case: Case) -> str:
    """Short sentences and everyday words (language level B1), a paragraph each. Names nobody."""
    terms = (_personal_plan(case), _investigation(case), _support()) if case.investigated else ()
    return "\n\n".join((_received(case), _now(case), *terms, _whom(case)))


def _received(case: Case) -> str:
    day = _day(case.reported_on or day_of(case.opened_at))
    if case.way_in is WayIn.SIGNAL:
        return f"Op {day} hoorden wij dat u misschien hulp kunt gebruiken."
    return f"Op {day} kregen wij uw vraag om hulp. Dank u wel."


def _now(case: Case) -> str:
    if not case.open:
        return "Wij zijn klaar met uw vraag. Heeft u weer hulp nodig? Laat het ons weten."
    if case.exception:
        return "Wat gebeurt er nu? Uw vraag kan niet wachten. Wij regelen zo snel mogelijk hulp voor u."
    if case.state is CaseState.PLANNED:
        return "Wat gebeurt er nu? Er is een plan waar u het mee eens bent. Dat voeren wij samen met u uit."
    if not case.investigated:
        return "Wat gebeurt er nu? Wij weten wat u nodig heeft. Wij maken samen met u een plan."
    return "Wat gebeurt er nu? Iemand van ons team belt u of komt langs. Samen kijken wij wat u nodig heeft."


def _personal_plan(case: Case) -> str:
    if case.personal_plan_on is not None:
        return f"U gaf ons op {_day(case.personal_plan_on)} uw eigen plan. Dat lezen wij voordat wij met u praten."
    what = "U mag zelf opschrijven welke hulp u wilt. Dat heet een persoonlijk plan. Het hoeft niet."
    if case.personal_plan_by is None or case.suspended_on is not None:
        return what
    return f"{what} Geef het ons uiterlijk op {_day(case.personal_plan_by)}."


def _investigation(case: Case) -> str:
    if case.suspended_on is not None:
        return "Wij wachten nu even. Daarom telt deze tijd niet mee. U hoort van ons wanneer wij verdergaan."
    if case.investigation_by is None:
        return "Wij zoeken samen met u uit welke hulp u nodig heeft. Dat is binnen zes weken klaar."
    end = _day(case.investigation_by)
    return f"Wij zoeken samen met u uit welke hulp u nodig heeft. Dat is uiterlijk op {end} klaar."


def _support() -> str:
    return (
        "Wilt u dat iemand u helpt bij het gesprek? Dat is uw recht. Die persoon heet een cliëntondersteuner, "
        "staat aan uw kant en kost u niets. Vraag ons ernaar."
    )


def _whom(case: Case) -> str:
    # who that is by name stands with who prints or reads it: here they are a number, which says nothing to a resident
    if case.held_by is None:
        return "Heeft u een vraag? Ga naar het wijkservicepunt of bel ons."
    return "Heeft u een vraag? Bel ons en vraag naar uw vaste medewerker."


def _day(day: date) -> str:
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"
