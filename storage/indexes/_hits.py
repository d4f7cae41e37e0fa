"""Here lives the making of a hit: its card, kept beside the searched fields, judged against the question."""

from __future__ import annotations

from typing import TypedDict

from schemas.search import IndexDocument, SearchHit
from storage.indexes._question import Question, judge
from storage.indexes._snippet import find_passage


class Card(TypedDict):
    """What a hit is judged and shown by."""

    result_id: str
    holder_names: tuple[str, ...]
    holder_ids: tuple[str, ...]
    document_number: str | None
    text: str


CARD_FIELDS = tuple(Card.__annotations__)


def to_card(document: IndexDocument) -> Card:
    return Card(
        result_id=document.result_id,
        holder_names=document.holder_names,
        holder_ids=document.holder_ids,
        document_number=document.document_number,
        text=document.text,
    )


def to_hit(card: Card, score: float, question: Question | None) -> SearchHit:
    """A hit as the port gives it; `question` None when everything was asked for."""
    if question is None:
        return SearchHit(card["result_id"], 0.0, "exact")
    match = judge(question, card["holder_names"], card["holder_ids"], card["document_number"])
    snippet, page_number = find_passage(card["text"], question.words, card["holder_ids"])
    return SearchHit(card["result_id"], score, match, snippet, page_number)
