"""Here lives the work on dossiers received: imports of exports, and components accepted with a dossier."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.lines import JsonLine
from pipelines.lookup.avoidable_asks import AskFinder
from pipelines.registers.dossier_files import is_sync_json, read_dossiers
from pipelines.registers.dossier_rows import DossierReading, remark_on
from pipelines.registers.register_rows import RejectedRow
from pipelines.resources import Resources
from pipelines.whole_files import hash_whole
from schemas.crash_points import reached
from schemas.days import local_day
from schemas.dossier import AcceptedComponent, Dossier, read_dossier_code, to_component_key
from schemas.errors import InputRejected, SetupError
from schemas.text import squeeze
from schemas.units import is_within
from storage.keys import original_key
from storage.ledgers.care import ObjectSum
from storage.ledgers.dossiers import DossierEntry, DossiersPut

_ID_DIGITS = 16


@dataclass(frozen=True, slots=True)
class DossiersImported:
    """What an import came to: how many dossiers the file had, what was kept, what not and why, what to look at."""

    count: int
    put: DossiersPut
    rejected: tuple[RejectedRow, ...]
    told: tuple[RejectedRow, ...]
    asks: int

    def to_json(self) -> JsonLine:
        """`rows` counts dossiers; `told` are kept, and should be looked at."""
        return {
            "rows": self.count,
            "imported": self.put.added,
            "updated": self.put.updated,
            "unchanged": self.put.unchanged,
            "rejected": [row.to_json() for row in self.rejected],
            "told": [row.to_json() for row in self.told],
            "avoidable_asks": self.asks,
        }


def import_dossiers(
    resources: Resources, path: Path, unit: str, by: str, *, within: str | None = None
) -> DossiersImported:
    """Keep what an export tells of dossiers, all of them in one transaction; the same export again changes nothing.

    Args:
        within: dossiers handled elsewhere, or known as handled elsewhere, are rejected (a system speaks for its own
            unit alone).

    Raises:
        SetupError: "unit_unknown"; InputRejected: as `read_dossiers`.
    """
    reading = read_dossiers(path, unit, resources.units, local_day(resources.now()))
    if within is not None:
        reading = _keep_within(resources, reading, within, names_sync=is_sync_json(path))
    entries = tuple(_iterate_entries(resources, reading.dossiers))
    reached("dossiers.read")
    put = resources.catalogue.put_dossiers(entries, by, hash_whole(path))
    reopened = [
        remark_on("dossier_reopened", "state", reading.rows[code], names_sync=is_sync_json(path))
        for code in put.reopened
    ]
    asks = sum(len(entry.asks) for entry in entries)
    count = len(reading.dossiers) + len(reading.rejected)
    return DossiersImported(count, put, reading.rejected, (*reading.told, *reopened), asks)


def accept_component(resources: Resources, dossier_code: str, component: str, path: Path, by: str) -> AcceptedComponent:
    """Keep a paper accepted with a dossier that is no result, to be used again for its owner under the same key.

    The bytes go among the originals before the catalogue knows of them; twice is harmless.

    Args:
        component: its key or name as the dossier or the procedure has it.

    Raises:
        SetupError: "component_missing", "path_missing".
        InputRejected: "dossier_unknown", "dossier_without_owner", "accepted_state_secret".
    """
    name = squeeze(component)
    if not name:
        raise SetupError("component_missing")
    dossier = _get_dossier(resources, dossier_code)
    if not dossier.owner_id:
        raise InputRejected("dossier_without_owner")
    if not path.is_file():
        raise SetupError("path_missing", ordinal=1)
    sha256 = hash_whole(path)
    if resources.catalogue.is_refused(sha256):
        raise InputRejected("accepted_state_secret")
    known = next((it for it in dossier.components if name in (it.key, it.name)), None)
    # A key of letters and digits without blanks is taken as it is.
    key = known.key if known else name if " " not in name else to_component_key("", name)
    # Before the bytes, as intake does: what lies there unknown is found by `verify`.
    resources.catalogue.put_sums([ObjectSum(original_key(sha256), sha256, sha256)])
    resources.objects.put_file(original_key(sha256), path, sha256=sha256)
    reached("accept.bytes_kept")
    return resources.catalogue.add_accepted(
        AcceptedComponent(
            component_id=_make_id(dossier.owner_id, key, sha256),
            dossier_code=dossier.code,
            owner_id=dossier.owner_id,
            component_key=key,
            name=known.name if known else name,
            sha256=sha256,
            byte_count=path.stat().st_size,
            by=by,
            at=resources.now(),
        )
    )


def accepted_to_json(component: AcceptedComponent) -> JsonLine:
    """One accepted component; whose it is, is told by its dossier."""
    return {
        "component_id": component.component_id,
        "dossier": component.dossier_code,
        "component": component.component_key,
        "name": component.name,
        "sha256": component.sha256,
        "byte_count": component.byte_count,
        "by": component.by,
        "at": component.at.isoformat(),
    }


def _get_dossier(resources: Resources, written: str) -> Dossier:
    code = read_dossier_code(written)
    dossier = resources.catalogue.find_dossier(code[0]) if code else None
    if dossier is None:
        raise InputRejected("dossier_unknown", dossier=code[0] if code else "…")
    return dossier


def _iterate_entries(resources: Resources, dossiers: tuple[Dossier, ...]) -> Iterator[DossierEntry]:
    finder = AskFinder(resources)
    known = resources.catalogue.list_known_owners([it.owner_id for it in dossiers if it.owner_id])
    for dossier in dossiers:
        yield DossierEntry(dossier, finder.list_asks(dossier) if dossier.owner_id in known else ())


def _keep_within(resources: Resources, reading: DossierReading, unit: str, *, names_sync: bool) -> DossierReading:
    kept, refused = [], []
    for dossier in reading.dossiers:
        known = resources.catalogue.find_dossier(dossier.code)
        if all(is_within(it.unit, unit) for it in (dossier, known) if it is not None):
            kept.append(dossier)
        else:
            row = reading.rows[dossier.code]
            refused.append(remark_on("dossier_unit_refused", "unit", row, names_sync=names_sync))
    return replace(reading, dossiers=tuple(kept), rejected=(*reading.rejected, *refused))


def _make_id(owner_id: str, key: str, sha256: str) -> str:
    """The same bytes for the same component of the same owner are the same; the bytes alone hide whose they are."""
    return hashlib.sha256(f"accepted:{owner_id}:{key}:{sha256}".encode()).hexdigest()[:_ID_DIGITS]
