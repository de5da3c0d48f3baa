"""Surveys and their answers: codes as they are, words sealed, and nobody's name beside either."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID, uuid4

from services.intake.domain.survey import Answers, Counted, Option, Question, Survey
from services.intake.store.base import SQL, IntakeWork


async def add_survey(work: IntakeWork, new: Survey) -> None:
    await work.connection.execute(
        SQL.add_survey,
        new.id,
        new.title,
        new.neighbourhoods,
        new.opens_on,
        new.until,
        [asdict(each) for each in new.questions],
    )


async def survey_by_id(work: IntakeWork, id_: UUID) -> Survey | None:
    row = await work.connection.fetchrow(SQL.survey_by_id, id_)
    return _survey(row) if row else None


async def list_surveys(work: IntakeWork, neighbourhood: str | None, after: UUID, limit: int) -> list[Survey]:
    return [_survey(row) for row in await work.connection.fetch(SQL.list_surveys, neighbourhood, after, limit)]


async def add_answer(work: IntakeWork, survey: UUID, neighbourhood: str, answers: Answers, words: str) -> None:
    """Under a random id: one that tells the moment would lead to the case that was opened in it."""
    sealed = work.settings.sealer.seal(words.encode()) if words else None
    chosen = {question: list(options) for question, options in answers.items()}
    await work.connection.execute(SQL.add_answer, uuid4(), survey, neighbourhood, chosen, sealed)


async def counted(work: IntakeWork, survey: UUID) -> list[Counted]:
    """Per neighbourhood, as counted: not to be shown as it is."""
    chosen: defaultdict[str, defaultdict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for row in await work.connection.fetch(SQL.count_options, survey):
        chosen[row["neighbourhood"]][row["question"]][row["option"]] = row["answers"]
    return [
        Counted(row["neighbourhood"], row["answers"], chosen[row["neighbourhood"]])
        for row in await work.connection.fetch(SQL.count_answers, survey)
    ]


async def words_of(
    work: IntakeWork, survey: UUID, neighbourhood: str, after: UUID, limit: int
) -> list[tuple[UUID, str]]:
    """Opened, with the id by which the next page goes on."""
    rows = await work.connection.fetch(SQL.words_of_survey, survey, neighbourhood, after, limit)
    return [(row["id"], work.settings.sealer.open(row["sealed"]).decode()) for row in rows]


def _survey(row: Mapping[str, Any]) -> Survey:
    questions = tuple(
        Question(**each | {"options": tuple(Option(**option) for option in each["options"])})
        for each in row["questions"]
    )
    return Survey(**dict(row) | {"neighbourhoods": tuple(row["neighbourhoods"]), "questions": questions})
