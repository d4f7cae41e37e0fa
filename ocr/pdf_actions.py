"""Here lives the search for what a PDF does rather than shows: scripts, launched programs, attachments, signatures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf

# Actions that run code or reach outside the file (ISO 32000-1, table 198); links and jumps are harmless.
_ACTIVE_ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/RichMediaExecute"}
_ACTIVE_ANNOTATIONS = {"/RichMedia", "/Movie", "/Screen", "/Sound", "/3D"}
_DEEPEST = 50
# Acrobat writes version checks of its own into every portfolio and XFA form; nothing here ever runs them.
_MAKERS_SCRIPTS = ("!ADBE::", "ADBE::")


def has_active_content(pdf: pikepdf.Pdf) -> bool:
    """Whether opening, showing or closing the file could run something."""
    if any(not name.startswith(_MAKERS_SCRIPTS) for name in _document_scripts(pdf)) or _acts(pdf.Root):
        return True
    if any(_acts(field) for field in form_fields(pdf)):
        return True
    return any(_page_acts(page.obj) for page in pdf.pages)


def find_oddities(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """Warning codes for what is accepted but lost or changed in the searchable copy."""
    codes = []
    if pdf.is_encrypted:
        codes.append("encryption_removed")
    if _document_scripts(pdf):
        codes.append("scripts_ignored")
    if _has_attachments(pdf):
        codes.append("attachments_ignored")
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and "/XFA" in form:
        codes.append("xfa_form")
    if any(str(field.get("/FT", "")) == "/Sig" and "/V" in field for field in form_fields(pdf)):
        codes.append("signed_original")
    return tuple(codes)


def form_fields(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """Every field of the form, groups included, each once."""
    form = pdf.Root.get("/AcroForm")
    if not isinstance(form, pikepdf.Dictionary):
        return
    seen: set[tuple[int, int]] = set()
    waiting = [(field, 0) for field in _items(form.get("/Fields"))]
    while waiting:
        field, depth = waiting.pop()
        if not isinstance(field, pikepdf.Dictionary) or depth > _DEEPEST:
            continue
        if field.is_indirect:
            if field.objgen in seen:
                continue
            seen.add(field.objgen)
        yield field
        waiting.extend((kid, depth + 1) for kid in _items(field.get("/Kids")))


def _document_scripts(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """Names of the scripts that run when the file is opened."""
    names = pdf.Root.get("/Names")
    if not isinstance(names, pikepdf.Dictionary) or "/JavaScript" not in names:
        return ()
    try:
        return tuple(str(name) for name in pikepdf.NameTree(names.JavaScript)) or ("",)
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError):
        # A tree that cannot be listed is no maker's own.
        return ("",)


def _items(value: Any) -> list[Any]:
    return [value[index] for index in range(len(value))] if isinstance(value, pikepdf.Array) else []


def _acts(holder: Any) -> bool:
    """Whether a catalogue, page, field or annotation carries an active action."""
    actions = [holder.get("/OpenAction"), holder.get("/A")]
    additional = holder.get("/AA")
    if isinstance(additional, pikepdf.Dictionary):
        actions.extend(additional.get(key) for key in list(additional.keys()))
    return any(_is_active(action) for action in actions)


def _is_active(action: Any, depth: int = 0) -> bool:
    if not isinstance(action, pikepdf.Dictionary) or depth > _DEEPEST:
        return False
    if str(action.get("/S", "")) in _ACTIVE_ACTIONS:
        return True
    following = action.get("/Next")
    chain = _items(following) or [following]
    return any(_is_active(step, depth + 1) for step in chain)


def _page_acts(page: pikepdf.Dictionary) -> bool:
    if _acts(page):
        return True
    for note in _items(page.get("/Annots")):
        if not isinstance(note, pikepdf.Dictionary):
            continue
        if str(note.get("/Subtype", "")) in _ACTIVE_ANNOTATIONS or _acts(note):
            return True
    return False


def _has_attachments(pdf: pikepdf.Pdf) -> bool:
    root = pdf.Root
    names = root.get("/Names")
    if isinstance(names, pikepdf.Dictionary) and "/EmbeddedFiles" in names:
        return True
    if "/Collection" in root or "/AF" in root:
        return True
    return any(
        isinstance(note, pikepdf.Dictionary) and str(note.get("/Subtype", "")) == "/FileAttachment"
        for page in pdf.pages
        for note in _items(page.obj.get("/Annots"))
    )
