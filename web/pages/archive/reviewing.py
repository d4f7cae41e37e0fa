"""Here live the pages of the review queue: picture left, form right, the most doubtful paper first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from starlette.background import BackgroundTask

from pipelines.actions import send_back
from pipelines.lines import JsonLine, type_of
from pipelines.results.review_persons import find_guarded
from pipelines.results.review_plants import Plant, count_checks, find_plant, find_sealed, note_check, seal
from pipelines.results.review_queue import claim_next, claim_paper, count_waiting, iterate_queue, pass_paper
from pipelines.results.review_saving import OVERTAKEN, change_type, find_confirm_bar, index_saved, save_review
from pipelines.results.review_sheet import make_sheet, show_for_review
from pipelines.results.review_suggestions import suggest_values
from pipelines.results.review_words import PlacedText, find_weakest_words
from schemas.document_type import DocumentType, FieldSpec
from schemas.errors import SohoaError
from schemas.field_titles import tell_field
from schemas.field_values import count_places
from schemas.folding import TYPE_FIELD
from schemas.people import Permission
from schemas.problems import get_problem
from schemas.procedure_result import ProcedureResult
from web.field_rows import FieldRow, list_field_rows
from web.field_strips import CheckedRow, count_lines, is_wide, join_cells, make_strip, to_sizes
from web.managed_units import list_managed
from web.rendering import Pages
from web.visitors import Asker, Needs, NotAllowed

router = APIRouter()
Reviewer = Annotated[Asker, Depends(Needs("review"))]
Manager = Annotated[Asker, Depends(Needs("coverage"))]
# So many stand in the list; more are only counted, and beyond the second only "more than".
_LISTED, _COUNTED = 100, 1_000
_PREFIX = "field:"
# Why a paper goes back to the scanning desk; one key each.
REASONS = (
    "returned_blurred",
    "returned_missing_page",
    "returned_cut_off",
    "returned_mixed",
    "returned_turned",
    "returned_no_paper",
)
_JUMP_KEYS = "123456789abcdefghijklmnopqrstuvwxyz"
# A script saves in the background and shows the next paper, which it has fetched before.
_BESIDE = "X-Beside"


@dataclass(frozen=True, slots=True)
class _Form:
    """What came back: `typed` by field; `version` and `seal` tell what had been shown."""

    step: str
    typed: Mapping[str, str]
    reason: str
    version: int
    seal: str


@router.get("/review")
def show_queue(request: Request, asker: Reviewer) -> Response:
    pages: Pages = request.app.state.pages
    scope = asker.find_scope()
    total = count_waiting(asker.resources, scope, _COUNTED)
    told = {
        "queue": tuple(islice(iterate_queue(asker.resources, scope), _LISTED)),
        "total": total,
        "is_more": total == _COUNTED,
        "titles": {key: declared.title for key, declared in asker.resources.types.items()},
    }
    return pages.render(request, "review_queue.html", told)


@router.get("/review/next")
def show_next(asker: Reviewer, beside: str = "") -> Response:
    """The most doubtful paper that nobody has before them; `beside`: but that one, which is on the screen."""
    found = claim_next(asker.resources, asker.find_scope(), asker.name, [beside] if beside else [])
    return RedirectResponse(f"/review/{found}" if found else "/review", status_code=303)


@router.get("/review/checks")
def show_checks(request: Request, asker: Manager) -> Response:
    """How many planted errors each verifier let through, on papers that the manager's units keep."""
    pages: Pages = request.app.state.pages
    told = {
        "verifiers": count_checks(asker.resources.catalogue.list_checks(list_managed(asker))),
        "share": asker.resources.settings.review_planted,
    }
    return pages.render(request, "review_checks.html", told)


@router.get("/review/{result_id}")
def show_form(request: Request, asker: Reviewer, result_id: str) -> Response:
    return _render(request, asker, result_id, {})


@router.post("/review/{result_id}")
async def save(request: Request, asker: Reviewer, result_id: str) -> Response:
    """Keep what was typed and confirm, keep only, put off, or send back; then the next paper."""

    given = {name: str(value) for name, value in (await request.form()).items()}
    form = _Form(
        step=given.get("step", ""),
        typed={name.removeprefix(_PREFIX): text for name, text in given.items() if name.startswith(_PREFIX)},
        reason=given.get("reason", ""),
        version=int(given["version"]) if given.get("version", "").isdecimal() else 0,
        seal=given.get("seal", ""),
    )
    return await run_in_threadpool(_save, request, asker, result_id, form)


def _save(request: Request, asker: Asker, result_id: str, form: _Form) -> Response:
    result = asker.get_result(result_id)
    needed: Permission = "confirm" if form.step == "confirm" else "review"
    if not asker.visitor.account.may_in(needed, result.custodian):
        raise NotAllowed(needed)
    try:
        missed = _act(asker, result, form)
    except SohoaError as error:
        typed = form.typed if error.code != OVERTAKEN else _find_own(asker, result, form)
        return _render(request, asker, result_id, typed, error)
    if missed is not None:
        return _render(request, asker, result_id, {}, missed=missed)
    # Search learns of it when the person has the next paper.
    later = BackgroundTask(index_saved, asker.resources)
    if request.headers.get(_BESIDE):
        return Response(status_code=204, background=later)
    again = f"/review/{result_id}" if form.step == "type" else "/review/next"
    return RedirectResponse(again, status_code=303, background=later)


def _act(asker: Asker, result: ProcedureResult, form: _Form) -> Plant | None:
    """Do what was asked; the planted error that was let through, where one was."""
    resources, result_id = asker.resources, result.result_id
    if form.step == "later":
        pass_paper(resources, result_id, asker.name)
        return None
    if form.step.startswith("return"):
        key = form.step.removeprefix("return").strip(":")
        send_back(resources, result_id, tell_reason(key) if key in REASONS else form.reason, asker.name)
        return None
    plant = find_sealed(resources, result, asker.name, form.seal)
    changed = _find_changed(asker, result, form.typed, plant)
    if form.step == "type":
        if TYPE_FIELD in changed:
            change_type(resources, result_id, changed[TYPE_FIELD], asker.name, version=form.version or result.version)
        return None
    if plant and form.step == "confirm":
        is_missed = form.typed.get(plant.field) == plant.shown
        note_check(resources, result_id, plant, asker.name, caught=not is_missed)
        if is_missed:
            return plant
    is_confirming = form.step == "confirm"
    after = save_review(
        resources, result_id, changed, asker.name, version=form.version or result.version, confirms=is_confirming
    )
    if after.state != "confirmed" or after.open_differences:
        # Kept, or another has to confirm it: it is not handed to the same person again and again.
        pass_paper(resources, result_id, asker.name, is_anothers=is_confirming)
    return None


def tell_reason(key: str) -> str:
    """The words of a reason that has a code of its own, as the scanning desk reads them."""
    return get_problem(key).message


def _find_own(asker: Asker, result: ProcedureResult, form: _Form) -> dict[str, str]:
    """What was typed over the version that was looked at; the rest is as whoever was faster has left it."""
    versions = asker.resources.catalogue.list_result_versions(result.result_id)
    looked_at = next((each for each in versions if each.version == form.version), result)
    return _find_changed(asker, looked_at, form.typed, find_sealed(asker.resources, looked_at, asker.name, form.seal))


def _find_changed(
    asker: Asker, result: ProcedureResult, typed: Mapping[str, str], plant: Plant | None
) -> dict[str, str]:
    """Only what was changed is a person's word: what was left alone is the machine's still."""
    rows = _list_rows(asker, result, make_sheet(asker.resources, result))
    shown = {row.name: {row.shown, row.value} for row in rows} | {TYPE_FIELD: {result.document_type or ""}}
    shown |= {name: {""} for name, _ in _list_absent(asker, result, rows)}
    if plant:
        typed = {name: text for name, text in typed.items() if (name, text) != (plant.field, plant.shown)}
    return {name: text for name, text in typed.items() if name in shown and text not in shown[name]}


def _list_rows(asker: Asker, result: ProcedureResult, sheet: JsonLine) -> tuple[FieldRow, ...]:
    return list_field_rows(sheet, type_of(asker.resources.types, result.document_type), "vi")


def _check_rows(
    asker: Asker, result: ProcedureResult, sheet: JsonLine, plant: Plant | None
) -> tuple[list[CheckedRow], tuple[str, ...]]:
    """The rows of the form, and what is doubted of the type."""
    document_type = type_of(asker.resources.types, result.document_type)
    found = _list_rows(asker, result, sheet)
    told_type = next((row.doubts for row in found if row.name == TYPE_FIELD), ())
    rows = _put_in_order([row for row in found if row.name != TYPE_FIELD], document_type)
    guarded = set(find_guarded(asker.resources.settings, result, [row.name for row in rows]))
    sizes, checked = to_sizes(sheet), []
    placed = {row.name: PlacedText(row.shown, row.page_number, row.box) for row in rows if row.box and row.page_number}
    weak = find_weakest_words(asker.resources, result, placed)
    keys = iter(_JUMP_KEYS)
    for row, cells in join_cells(rows):
        if plant and row.name == plant.field:
            row = replace(row, shown=plant.shown)
        elif _is_table(row.name, document_type):
            # Of which no row was read: rows are added one by one.
            row = replace(row, name="")
        strip = make_strip(row, sizes)
        names = [cell.name for cell in cells] or [row.name]
        later = [sheet["differences"].get(name, "") for name in names]
        checked.append(
            CheckedRow(
                row,
                strip,
                is_wide(row, strip),
                next(keys, "") if any(names) else "",
                count_lines(row.shown),
                " | ".join(filter(None, later)),
                not guarded.isdisjoint(names),
                weak.get(row.name),
                cells,
            )
        )
    return checked, told_type


def _render(
    request: Request,
    asker: Asker,
    result_id: str,
    typed: Mapping[str, str],
    error: SohoaError | None = None,
    missed: Plant | None = None,
) -> Response:
    """The form; after a fault with everything that was typed still in it."""
    pages: Pages = request.app.state.pages
    resources = asker.resources
    result = asker.get_result(result_id)
    plant = find_plant(resources, result, asker.name)
    sheet = make_sheet(resources, result) if error or missed else show_for_review(resources, result, asker.name)
    rows, type_doubts = _check_rows(asker, result, sheet, plant)
    bar = find_confirm_bar(resources, result, asker.name)
    absent = _list_absent(asker, result, rows)
    fields = [each for checked in rows for each in (checked.cells or (checked.row,)) if each.name]
    shown = {each.name: each.shown for each in fields} | dict.fromkeys(dict(absent), "")
    weak = {checked.row.name: checked.weak for checked in rows if checked.weak is not None}
    suggestions = suggest_values(resources, result, shown, weak)
    told: dict[str, Any] = {
        "result": result,
        "rows": rows,
        "absent": absent,
        "suggestions": suggestions,
        "growing": {name for name, values in suggestions.items() if any(count_lines(value) > 1 for value in values)},
        "dates": _find_dates(asker, result, shown),
        "has_absent_typed": any(typed.get(name) for name, _ in absent),
        "marked": fields,
        "sizes": to_sizes(sheet),
        "type_doubts": type_doubts,
        "typed": typed,
        "types": _list_types(asker),
        "problem": error.problem if error else None,
        "missed": _tell_missed(rows, missed),
        "bar": get_problem(bar) if bar else None,
        # Who may not finish it keeps it from nobody.
        "holder": None if bar else claim_paper(resources, result_id, asker.name),
        "seal": seal(resources, result, asker.name, plant),
        "reasons": [(key, tell_reason(key)) for key in REASONS],
        "may_confirm": bar is None and asker.visitor.account.may_in("confirm", result.custodian),
        "type_title": getattr(type_of(resources.types, result.document_type), "title", ""),
    }
    status = 409 if error and error.code == OVERTAKEN else 422 if error or missed else 200
    return pages.render(request, "review.html", told, status=status)


def _is_table(name: str, document_type: DocumentType | None) -> bool:
    spec = document_type.find_field(name) if document_type else None
    return spec is not None and bool(spec.columns)


def _put_in_order(rows: list[FieldRow], document_type: DocumentType | None) -> list[FieldRow]:
    """As the form has them, what was not found too, so that the eye goes down the paper once."""
    places = {spec.name: place for place, spec in enumerate(document_type.fields)} if document_type else {}
    return sorted(rows, key=lambda row: places.get(row.name.partition("[")[0], len(places)))


def _list_absent(asker: Asker, result: ProcedureResult, rows: Sequence[FieldRow | CheckedRow]) -> list[tuple[str, str]]:
    """What may be added, (name, label): fields and cells that were not read, one more of a list, a table's next row."""
    document_type = type_of(asker.resources.types, result.document_type)
    if document_type is None:
        return []
    there = {
        each.name for row in rows for each in ((row.cells or (row.row,)) if isinstance(row, CheckedRow) else (row,))
    }
    names = [name for spec in document_type.fields for name in _list_places(spec, result) if name not in there]
    # What a paper of the type has once, before one more of what it has already.
    names.sort(key=lambda name: "[" in name)
    return [(name, tell_field(name, document_type, "vi")) for name in names]


def _list_places(spec: FieldSpec, result: ProcedureResult) -> list[str]:
    """Every place of a field that can be typed into, the first free one of lists and tables among them."""
    positions = range(count_places(result, spec.name) + 1)
    if spec.columns:
        return [f"{spec.name}[{position}].{column.name}" for position in positions for column in spec.columns]
    return [f"{spec.name}[{position}]" for position in positions] if spec.many else [spec.name]


def _find_dates(asker: Asker, result: ProcedureResult, names: Iterable[str]) -> set[str]:
    """Fields that hold a day: its digits are enough."""
    document_type = type_of(asker.resources.types, result.document_type)
    if document_type is None:
        return set()
    return {name for name in names if (spec := document_type.find_spec(name)) is not None and spec.kind == "date"}


def _list_types(asker: Asker) -> list[tuple[str, str]]:
    return sorted(((key, each.title) for key, each in asker.resources.types.items()), key=lambda pair: pair[1])


def _tell_missed(rows: Sequence[CheckedRow], missed: Plant | None) -> dict[str, str] | None:
    if missed is None:
        return None
    labels = {checked.row.name: checked.row.label for checked in rows}
    return {"label": labels.get(missed.field, missed.field), "shown": missed.shown}
