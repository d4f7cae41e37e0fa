"""Here lives the making of the embedded index's queries: built from parts, never parsed from what people type."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import tantivy
from tantivy import FieldType, Occur, Query

from schemas.search import STATES, IndexedValidity, Scope, SearchQuery
from storage.indexes._kinds import AllOf, AnyOf, Begun, Near, Number, Phrase, Term, Wanted, Worth, to_wanted
from storage.indexes._question import Question
from storage.indexes._validity_slots import NO_END, SLOT_COUNT
from storage.match_keys import to_id_key

# Far above the four levels of sensitivity there are.
_MOST_SENSITIVE = 1 << 20


class QueryMaker:
    """Makes queries over one schema."""

    def __init__(self, schema: tantivy.Schema) -> None:
        self._schema = schema

    def make(
        self,
        query: SearchQuery,
        question: Question | None,
        scope: Scope,
        *,
        is_wide: bool = True,
        is_ranked: bool = True,
    ) -> Query:
        """The whole query, the account's scope always inside it. `question` None asks for everything.

        Args:
            is_wide, is_ranked: see `to_wanted`.
        """
        wanted = Query.all_query()
        if question is not None:
            wanted = self._translate(to_wanted(question, is_wide=is_wide, is_ranked=is_ranked))
        filters = [*self._list_units(scope), *self._list_filters(query)]
        # A filter decides but never ranks.
        silent = [(Occur.Must, Query.const_score_query(one, 0.0)) for one in filters]
        barred = [(Occur.MustNot, one) for one in self._list_barred(query, scope)]
        return Query.boolean_query([(Occur.Must, wanted), *silent, *barred])

    def in_force_on(self, day: date) -> Query:
        """Papers in force on a day."""
        slots = []
        for slot in range(SLOT_COUNT):
            begun = self._range(f"from_{slot}", 0, day.toordinal())
            lasting = self._range(f"until_{slot}", day.toordinal(), NO_END)
            slots.append(self._all_of([begun, lasting]))
        return self._any_of(slots)

    def _translate(self, wanted: Wanted) -> Query:
        """A kind of hit in the engine's own form; `NOTHING` finds nothing."""
        match wanted:
            case Term(field, value):
                return self._term(field, value)
            case Phrase(field, words):
                return self._phrase(field, words)
            case Near(field, value):
                return Query.fuzzy_term_query(self._schema, field, value, 1, True, False)
            case Begun(field, value):
                return Query.fuzzy_term_query(self._schema, field, value, 0, True, True)
            case Number(field, number):
                return self._range(field, number, number)
            case AllOf(parts):
                return self._all_of([self._translate(part) for part in parts])
            case AnyOf(parts):
                return self._any_of([self._translate(part) for part in parts])
            case Worth(score, part):
                return Query.const_score_query(self._translate(part), score)

    def _list_barred(self, query: SearchQuery, scope: Scope) -> list[Query]:
        """What must not be found. Few papers are barred and most are allowed: to list the few costs a tenth."""
        barred = [self._range("sensitivity", scope.max_sensitivity + 1, _MOST_SENSITIVE)]
        return barred + [self._term("state", state) for state in STATES if state not in query.states]

    def _list_units(self, scope: Scope) -> list[Query]:
        if scope.units is None:
            return []
        seen = [self._term("seen_path", unit) for unit in scope.units]
        return seen if len(seen) == 1 else [self._any_of(seen)]

    def _list_filters(self, query: SearchQuery) -> list[Query]:
        exact = {
            "document_type": query.document_type,
            "unit_path": query.unit,
            "level": query.level,
            "ids": None if query.holder_id is None else to_id_key(query.holder_id),
        }
        filters = [self._term(field, value) for field, value in exact.items() if value is not None]
        if query.result_ids is not None:
            filters.append(self._any_of([self._term("result_id", one) for one in query.result_ids]))
        if query.issued_from is not None or query.issued_to is not None:
            first = (query.issued_from or date.min).toordinal()
            last = (query.issued_to or date.max).toordinal()
            filters.append(self._range("issued_on", first, last))
        if query.valid_on is not None:
            filters.append(self.in_force_on(query.valid_on))
        if query.validity is not None:
            filters.append(self._of_validity(*query.validity))
        return filters

    def _of_validity(self, validity: IndexedValidity, day: date) -> Query:
        valid, begun = self.in_force_on(day), self._range("from_0", 0, day.toordinal())
        match validity:
            case "valid":
                return valid
            case "expired":
                return Query.boolean_query([(Occur.Must, begun), (Occur.MustNot, valid)])
            case "unknown":
                return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, begun)])

    def _term(self, field: str, value: str) -> Query:
        return Query.term_query(self._schema, field, value)

    def _phrase(self, field: str, words: Sequence[str]) -> Query:
        if not words:
            return Query.empty_query()
        if len(words) == 1:
            return self._term(field, words[0])
        return Query.phrase_query(self._schema, field, list(words))

    def _range(self, field: str, first: int, last: int) -> Query:
        return Query.range_query(self._schema, field, FieldType.Integer, first, last)

    def _all_of(self, parts: Sequence[Query]) -> Query:
        return Query.boolean_query([(Occur.Must, part) for part in parts]) if parts else Query.empty_query()

    def _any_of(self, parts: Sequence[Query]) -> Query:
        return Query.boolean_query([(Occur.Should, part) for part in parts]) if parts else Query.empty_query()
