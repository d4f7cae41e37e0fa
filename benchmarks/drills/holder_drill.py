"""`python -m benchmarks.drills.holder_drill`: do today's ids bring a citizen's papers of three eras, and nobody else's?

Citizens are drawn with few names, so that most have namesakes, some born in the same year. Their papers are filed as
extractions: of the first era without an id, of the second under a 9-digit one, of the third under the 12-digit one. An
office that knows its evidence links some of the old ids; then it tries to link old ids of namesakes.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from benchmarks.drills.filed_papers import FiledPaper, file_stack
from pipelines.indexing import index_pending
from pipelines.lookup.finding import search_results
from pipelines.lookup.holders import link_holders
from pipelines.resources import Resources, open_resources
from pipelines.settings import read_settings
from schemas.days import today
from schemas.errors import InputRejected
from schemas.search import SearchQuery

_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm")
_MIDDLE = {"Nam": ("Văn", "Minh"), "Nữ": ("Thị", "Ngọc")}
_GIVEN = ("An", "Ân", "Bình", "Hoa", "Hòa", "Lan", "Nam", "Sơn")
_FIRST_DAY, _DAY_COUNT = date(1960, 1, 1), 40 * 365


@dataclass(frozen=True, slots=True)
class Citizen:
    """One drawn person; `old_id` "" for who never had one."""

    name: str
    born: date
    citizen_id: str
    old_id: str
    mother: str
    father: str


def main() -> int:
    """Print the figures; 1 where a floor is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--citizens", type=int, default=200)
    parser.add_argument("--linked", type=float, default=0.7, help="share of old ids that the office links")
    parser.add_argument("--seed", type=int, default=1)
    wish = parser.parse_args()
    dice = random.Random(wish.seed)
    citizens = [draw_citizen(dice, number) for number in range(wish.citizens)]
    with (
        tempfile.TemporaryDirectory(prefix="holders-") as folder,
        open_resources(read_settings({}, home=folder, working_folder=Path(folder))) as resources,
    ):
        owned = [file_papers(resources, citizen, dice) for citizen in citizens]
        index_pending(resources)
        namesakes = _count_namesakes(citizens)
        print(f"{wish.citizens} citizens, {sum(map(len, owned))} papers, {namesakes} citizens with namesakes")
        wrong = link_old_ids(resources, citizens, dice, wish.linked)
        return tell(resources, citizens, owned) or wrong


def draw_citizen(dice: random.Random, number: int) -> Citizen:
    """A person whose 12-digit number tells century, sex and year of birth, as real ones do."""
    sex = dice.choice(("Nam", "Nữ"))
    born = _FIRST_DAY + timedelta(days=dice.randrange(_DAY_COUNT))
    century = 2 * (born.year // 100 - 19) + (sex == "Nữ")
    return Citizen(
        name=f"{dice.choice(_FAMILY)} {dice.choice(_MIDDLE[sex])} {dice.choice(_GIVEN)}",
        born=born,
        citizen_id=f"092{century}{born.year % 100:02d}{number:06d}",
        old_id=f"36{number:07d}" if dice.random() < 0.9 else "",
        mother=f"{dice.choice(_FAMILY)} Thị {dice.choice(_GIVEN)}",
        father=f"{dice.choice(_FAMILY)} Văn {dice.choice(_GIVEN)}",
    )


def file_papers(resources: Resources, citizen: Citizen, dice: random.Random) -> frozenset[str]:
    """Papers of the three eras, one to three each; the ids of their results."""
    person = {"holder_name": citizen.name}
    born = {"holder_birth_date": citizen.born.isoformat()}
    parents = {"mother_name": citizen.mother, "father_name": citizen.father}
    papers = [("birth_certificate", person | born | parents, citizen.born.year)]
    for _ in range(dice.randint(1, 3) if citizen.old_id else 0):
        papers.append((*_draw_paper(dice, person, born, citizen.old_id), dice.randint(2000, 2016)))
    for _ in range(dice.randint(1, 3)):
        papers.append((*_draw_paper(dice, person, born, citizen.citizen_id), dice.randint(2021, 2025)))
    filed = [FiledPaper(kind, values | {"issue_date": str(year)}) for kind, values, year in papers]
    return frozenset(file_stack(resources, citizen.citizen_id, filed, resources.now()))


def _draw_paper(
    dice: random.Random, person: dict[str, str], born: dict[str, str], holder_id: str
) -> tuple[str, dict[str, str]]:
    """A paper that names an id: permits print no day of birth, land papers the year alone."""
    kind = dice.choice(
        ("building_permit", "marital_status_certificate", "disability_certificate", "land_use_certificate")
    )
    told = {"holder_birth_date": born["holder_birth_date"][:4]} if kind == "land_use_certificate" else born
    return kind, person | {"holder_id": holder_id} | ({} if kind == "building_permit" else told)


def link_old_ids(resources: Resources, citizens: Sequence[Citizen], dice: random.Random, share: float) -> int:
    """Link some old ids rightly, then try each namesake's; 1 where a wrong link was made."""
    right = [citizen for citizen in citizens if citizen.old_id and dice.random() < share]
    asked = 0
    for citizen in right:
        ids = citizen.old_id, citizen.citizen_id
        try:
            link_holders(resources, *ids, "giấy xác nhận số CMND", "drill")
        except InputRejected:
            asked += 1
            link_holders(resources, *ids, "giấy xác nhận số CMND", "drill", is_confirmed=True)
    old_count = sum(bool(one.old_id) for one in citizens)
    print(f"{len(right)} of {old_count} old ids linked by a person, {asked} of them asked for a second look")
    verdicts: Counter[str] = Counter()
    for one, other in ((a, b) for a in citizens for b in citizens if a is not b and a.name == b.name and a.old_id):
        try:
            link_holders(resources, one.old_id, other.citizen_id, "trùng tên", "drill")
        except InputRejected as refusal:
            verdicts[refusal.code] += 1
        else:
            verdicts["linked"] += 1
    print(f"links to namesakes tried: {sum(verdicts.values())}; " + ", ".join(f"{k} {n}" for k, n in verdicts.items()))
    return int(verdicts["linked"] > 0)


def tell(resources: Resources, citizens: Sequence[Citizen], owned: Sequence[frozenset[str]]) -> int:
    """Search by every present id; 1 where under 95 % is brought or another person's is taken for certain."""
    brought, foreign, least = Counter[str](), Counter[str](), 0
    slowest_ms = 0.0
    for citizen, mine in zip(citizens, owned, strict=True):
        answer = search_results(resources, SearchQuery(holder_id=citizen.citizen_id, limit=1000), today())
        hits = {hit["result_id"]: hit["match"] for hit in answer["hits"]}
        brought.update(match for result_id, match in hits.items() if result_id in mine)
        foreign.update(match for result_id, match in hits.items() if result_id not in mine)
        least += mine <= hits.keys()
        slowest_ms = max(slowest_ms, answer["took_ms"])
    total, found = sum(map(len, owned)), sum(brought.values())
    print(
        f"brought: {found} of {total} ({100 * found / total:.1f} %), all papers of {least} of {len(citizens)} citizens"
    )
    for match in ("exact", "linked", "possible"):
        print(f"  {match}: {brought[match]} of the citizen, {foreign[match]} of another")
    print(f"slowest search: {slowest_ms} ms")
    return int(found < 0.95 * total or foreign["exact"] + foreign["linked"] > 0)


def _count_namesakes(citizens: Sequence[Citizen]) -> int:
    names = Counter(citizen.name for citizen in citizens)
    return sum(names[citizen.name] > 1 for citizen in citizens)


if __name__ == "__main__":
    raise SystemExit(main())
