"""Here it is said which drawn files a search must find, so that the demo's search can be checked."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.papers.truth import ExpectedSearch, PaperTruth
from schemas.text import fold_words

_QUERIES = ("nguyen van", "nguyen van hau", "xay dung", "45/gpxd", "thanh tam")


def expected_searches(papers: Sequence[PaperTruth]) -> tuple[ExpectedSearch, ...]:
    """For each query: files whose holder or number has all its words, and files whose text has them."""
    filed = [paper for paper in papers if paper.outcome == "filed"]
    finds = []
    for query in _QUERIES:
        words = set(fold_words(query))
        must = tuple(paper.source for paper in filed if words <= _named_words(paper))
        may = tuple(paper.source for paper in filed if words <= _all_words(paper) and paper.source not in must)
        finds.append(ExpectedSearch(query, must, may))
    return tuple(finds)


def _named_words(paper: PaperTruth) -> set[str]:
    texts: list[str] = []
    for name in ("holder_name", "wife_name", "husband_name", "document_number", "title"):
        value = paper.fields.get(name)
        texts += [str(part) for part in value] if isinstance(value, list) else [str(value or "")]
    return set(fold_words(" ".join(texts)))


def _all_words(paper: PaperTruth) -> set[str]:
    return set(fold_words(" ".join(line for page in paper.lines for line in page)))
