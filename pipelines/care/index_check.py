"""Here lives the check that the search index holds what the catalogue says: two ordered streams, laid side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from pipelines.care.inspection_report import Report
from pipelines.indexing import iterate_documents, rebuild_index
from pipelines.resources import Resources
from schemas.errors import TemporarilyUnavailable

_RESULTS_AT_ONCE = 200
# States that a rebuild cannot end: somebody must look after the server first.
_NOT_OURS = ("index_read_only", "index_away", "index_refused", "index_not_tls", "index_wrong_server")


def check_index(resources: Resources, report: Report, *, mend: bool) -> None:
    """Compare the versions of all results; memory does not grow with their number.

    Kinds of fault: `index_unreadable`, `index_other_form`, `index_read_only` (nothing more is compared then),
    `index_refused_document`, `index_missing`, `index_old_version`, `index_newer_version` (the catalogue was brought
    back from an older copy), `index_orphan`.
    """
    report.checked += 1
    health = resources.index.check()
    if not health.ok:
        kind = health.code if health.code in ("index_other_form", "index_read_only") else "index_unreadable"
        mended = mend and health.code not in _NOT_OURS and _tried(lambda: rebuild_index(resources))
        report.add(kind, "index", mended=mended)
        return
    _check_refused(resources, report, mend)
    suspects = _find_suspects(resources)
    while some := tuple(islice(suspects, _RESULTS_AT_ONCE)):
        _judge(resources, report, some, mend)


def _check_refused(resources: Resources, report: Report, mend: bool) -> None:
    for mark in resources.catalogue.list_outbox_apart():
        mended = mend and _tried(lambda one=mark: _put_again(resources, (one.result_id,)))  # type: ignore[misc]
        if mended:
            resources.catalogue.remove_outbox([mark])
        report.add("index_refused_document", f"index:{mark.result_id}", mark.result_id, mended=mended)


def _find_suspects(resources: Resources) -> Iterator[str]:
    """Ids whose version is not the same on both sides, or that are on one side alone, in order."""
    known, indexed = resources.catalogue.iterate_versions(), resources.index.iterate_versions()
    left, right = next(known, None), next(indexed, None)
    while left is not None or right is not None:
        if right is None or (left is not None and left[0] < right[0]):
            assert left is not None
            yield left[0]
            left = next(known, None)
        elif left is None or right[0] < left[0]:
            yield right[0]
            right = next(indexed, None)
        else:
            if left != right:
                yield left[0]
            left, right = next(known, None), next(indexed, None)


def _judge(resources: Resources, report: Report, suspects: tuple[str, ...], mend: bool) -> None:
    """Look again at what differed: others file and drain while the streams run.

    The catalogue is asked first, then its marks, then the index: a result without a mark was indexed before.
    """
    known = {result.result_id: result.version for result in resources.catalogue.list_results_by_id(suspects)}
    waiting = set(resources.catalogue.list_marked(suspects))
    indexed = resources.index.find_versions(suspects)
    kinds: dict[str, list[str]] = {}
    for name in suspects:
        kind = None if name in waiting else _tell_kind(known.get(name), indexed.get(name))
        if kind is not None:
            kinds.setdefault(kind, []).append(name)
    for kind, names in kinds.items():
        mended = mend and _tried(lambda kind=kind, names=tuple(names): _mend(resources, kind, names))  # type: ignore[misc]
        for name in names:
            report.add(kind, f"index:{name}", None if kind == "index_orphan" else name, mended=mended)


def _tell_kind(known: int | None, indexed: int | None) -> str | None:
    if known == indexed:
        return None
    if indexed is None:
        return "index_missing"
    if known is None:
        return "index_orphan"
    return "index_old_version" if indexed < known else "index_newer_version"


def _mend(resources: Resources, kind: str, names: tuple[str, ...]) -> bool:
    if kind == "index_orphan":
        resources.index.delete_documents(names)
        return True
    if kind == "index_newer_version":
        # An index never takes an older version in a newer one's place.
        rebuild_index(resources, fresh=True)
        return True
    return _put_again(resources, names)


def _put_again(resources: Resources, names: tuple[str, ...]) -> bool:
    refused = resources.index.put_documents(list(iterate_documents(resources, names)))
    resources.index.delete_documents(resources.catalogue.list_erased(names))
    return not refused


def _tried(work: Callable[[], object]) -> bool:
    """Whether the mending was done; a busy index is left to be mended another time."""
    try:
        return work() is not False
    except TemporarilyUnavailable:
        return False
