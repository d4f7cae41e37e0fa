"""Here live checks of one field against another, by subject; each yields doubts and is quiet on right papers.

`CROSS_CHECKS` is what judgement runs; `agreements` tells which fields another one speaks for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from extraction.crosschecks import days, offices, persons, signers, spelling
from extraction.crosschecks.agreements import agreements
from extraction.crosschecks.case import Case
from schemas.extraction import Doubt

CROSS_CHECKS: tuple[Callable[[Case], Iterator[Doubt]], ...] = (
    persons.check_words,
    persons.check_ids,
    days.check_issue_dates,
    days.check_expiry,
    days.check_edition,
    offices.check_number_sign,
    offices.check_sign_of_office,
    offices.check_place,
    offices.check_life_of_unit,
    offices.check_level,
    persons.check_repeated_ids,
    signers.check_signer,
    signers.check_post_of_office,
    persons.check_holders,
    spelling.check_spelling,
    spelling.check_title,
)

__all__ = ["CROSS_CHECKS", "Case", "agreements"]
