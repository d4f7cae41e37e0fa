"""Here lives the administrator's page of units, by every name they ever had, and of the floors they must reach."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from pipelines.registers.counting import list_shown_targets, target_to_json
from schemas.days import today
from schemas.text import fold
from web.rendering import Pages
from web.visitors import Asker, Needs

router = APIRouter()
Administrator = Annotated[Asker, Depends(Needs("accounts"))]
_MOST = 50


@router.get("/units")
def show(request: Request, asker: Administrator, name: str = "") -> Response:
    """A unit's name says nothing of a person: it may stand in the address."""
    pages: Pages = request.app.state.pages
    units, day, wanted = asker.resources.units, today(), fold(name)[:80]
    found = [it for it in units.list_all() if wanted and (wanted in fold(it.name) or it.path.startswith(name.strip()))]
    shown = [
        (unit, [units.get(step.unit).name for step in units.list_successors(unit.path, day)]) for unit in found[:_MOST]
    ]
    targets = [target_to_json(target) for target in list_shown_targets(day, asker.resources.targets)]
    names = {path: units.get(path).name for path in {target["unit"] for target in targets} if path}
    told = {
        "wanted": name[:80],
        "found": shown,
        "is_more": len(found) > _MOST,
        "targets": targets,
        "names": names,
    }
    return pages.render(request, "units.html", told)
