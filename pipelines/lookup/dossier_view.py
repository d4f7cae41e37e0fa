"""Here lives the view of one dossier: its papers, what was used again for it, what need not have been brought."""

from __future__ import annotations

from pipelines.lines import JsonLine
from pipelines.lookup.finding import Reveal, note_reveal
from pipelines.lookup.reuse import dossier_to_json, entry_to_json
from pipelines.resources import Resources
from schemas.dossier import read_dossier_code
from schemas.errors import InputRejected

_MOST_ENTRIES = 1000


def show_dossier(resources: Resources, written: str, reveal: Reveal | None = None) -> JsonLine:
    """One dossier as `sohoa dossiers show` tells it; what the ledger says is joined by its code.

    Args:
        reveal: shows the owner's id in full, after the audit chain has taken note.

    Raises:
        InputRejected: "dossier_unknown".
    """
    code = read_dossier_code(written)
    dossier = resources.catalogue.find_dossier(code[0]) if code else None
    if dossier is None:
        raise InputRejected("dossier_unknown", dossier=code[0] if code else "…")
    if reveal:
        note_reveal(resources, reveal, [dossier.code])
    held = {ask.component_key: ask.held_id for ask in resources.catalogue.list_asks(dossier.code)}
    parts = [
        {
            "key": part.key,
            "name": part.name,
            "has_file": part.has_file,
            "digitised": part.is_digitised,
            "reused": part.is_reused,
            "from_store": part.is_from_store,
            "replaced_by": part.replaced_by or None,
            "held_id": held.get(part.key),
        }
        for part in dossier.components
    ]
    entries = resources.catalogue.list_reuse(_MOST_ENTRIES, dossier_code=dossier.code)
    accepted = resources.catalogue.list_accepted(dossier_code=dossier.code)
    return dossier_to_json(dossier, reveals=reveal is not None) | {
        "parts": parts,
        "reuse": [entry_to_json(entry) for entry in entries],
        "accepted": [{"component_id": it.component_id, "component": it.component_key} for it in accepted],
    }
