"""Here lives the training home: papers drawn and read once, a copy of that for each round of practice.

    ROOT/prepared       what every round begins with; nobody works in it
    ROOT/rounds/N       the home that is practised in; ROOT/current names it
    ROOT/papers         the drawn scans, to hand in and try

Its stores are its own files always: it cannot be pointed at an office's.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.people.accounts import open_account
from pipelines.resources import open_resources
from pipelines.settings import DEMO_MARK, TRAINING_MARK, Settings
from schemas.errors import SetupError
from schemas.people import ROLES, Grant, Role

FOLDER = "training"
_PREPARED, _MAKING, _ROUNDS, _CURRENT, _PAPERS = "prepared", "making", "rounds", "current", "papers"
_BATCH = "tap-huan"
# What a home of its own must not be pointed away from.
_OWN = {"objects": "file:", "catalogue": "sqlite:", "index": "embedded:"}
# Names of the practice accounts, and how each is called on paper and screen.
ACCOUNTS: dict[Role, tuple[str, str]] = {
    "clerk": ("motcua", "Học viên một cửa"),
    "archivist": ("luutru", "Học viên lưu trữ"),
    "verifier": ("kiemtra", "Học viên kiểm tra"),
    "manager": ("lanhdao", "Học viên lãnh đạo"),
    "auditor": ("giamsat", "Học viên giám sát"),
    "administrator": ("quantri", "Người hướng dẫn"),
}

# How many papers are read, of how many.
OnProgress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class PracticeAccount:
    """An account of a new round with its one-time password, which is shown once."""

    role: Role
    name: str
    full_name: str
    password: str


def find_root(settings: Settings) -> Path:
    """Where the training home of these settings lies: `HOME/training`; made if it is not there.

    Raises:
        SetupError: "training_stores" (a setting points at a real store), "training_not_empty".
    """
    for name, own in _OWN.items():
        if getattr(settings, name) != own:
            raise SetupError("training_stores", name=f"SOHOA_{name.upper()}")
    if settings.prefect_api_url is not None:
        raise SetupError("training_stores", name="PREFECT_API_URL")
    root = settings.home / FOLDER
    if root.exists() and any(root.iterdir()) and not (root / TRAINING_MARK).exists():
        raise SetupError("training_not_empty")
    root.mkdir(parents=True, exist_ok=True)
    (root / TRAINING_MARK).touch()
    return root


def is_prepared(root: Path) -> bool:
    return (root / _PREPARED).exists()


def prepare(root: Path, settings: Settings, on_progress: OnProgress) -> None:
    """Draw the sample papers and read them, some two minutes; cut off, what was read is not read again.

    Raises:
        SetupError: "training_failed".
    """
    from pipelines.demo.acts import import_register  # loads what draws
    from pipelines.demo.stage import CUSTODIAN, EARLIER_NOW, call, set_stage

    stage = set_stage(replace(settings, home=root / _MAKING))
    groups = ((stage.list_scans(earlier=True), EARLIER_NOW), (stage.list_scans(earlier=False), None))
    total, done = sum(len(scans) for scans, _ in groups), 0

    def count(line: object) -> None:
        nonlocal done
        done = min(done + 1, total)
        on_progress(done, total)

    on_progress(0, total)
    for scans, now in groups:
        order = ["digitise", *map(str, scans), "--unit", CUSTODIAN, "--batch", _BATCH, "--as", "demo"]
        if call(stage, order, now, count) > 1:
            raise SetupError("training_failed")
    import_register(stage)
    _finish(root, stage.settings.home)


def _finish(root: Path, made: Path) -> None:
    shutil.rmtree(root / _PAPERS, ignore_errors=True)
    shutil.move(made / "papers", root / _PAPERS)
    shutil.rmtree(made / "prefect", ignore_errors=True)
    (made / DEMO_MARK).unlink(missing_ok=True)
    (made / TRAINING_MARK).touch()
    made.rename(root / _PREPARED)
    shutil.rmtree(root / _MAKING)


def find_round(root: Path, settings: Settings) -> Settings | None:
    """The settings of the round that is going on; None before the first."""
    mark = root / _CURRENT
    home = root / _ROUNDS / mark.read_text().strip() if mark.exists() else None
    return _lay_out(settings, home) if home is not None and (home / TRAINING_MARK).exists() else None


def begin_round(root: Path, settings: Settings, unit: str) -> tuple[Settings, tuple[PracticeAccount, ...]]:
    """A new copy of what was prepared, with new accounts for every role; the round before stays until `drop_rounds`."""
    rounds = root / _ROUNDS
    rounds.mkdir(exist_ok=True)
    number = 1 + max((int(each.name) for each in rounds.iterdir() if each.name.isdigit()), default=0)
    home = rounds / str(number)
    shutil.copytree(root / _PREPARED, home)
    own = _lay_out(settings, home)
    with open_resources(own) as resources:
        opened = tuple(
            PracticeAccount(
                role, *ACCOUNTS[role], open_account(resources, *ACCOUNTS[role], [Grant(role, unit)], "setup")[1]
            )
            for role in ROLES
        )
    scratch = root / f"{_CURRENT}.new"
    scratch.write_text(str(number))
    scratch.replace(root / _CURRENT)
    return own, opened


def drop_rounds(root: Path, settings: Settings) -> None:
    """Remove every round but the one going on."""
    kept = find_round(root, settings)
    for each in (root / _ROUNDS).iterdir() if (root / _ROUNDS).exists() else ():
        if kept is None or each != kept.home:
            shutil.rmtree(each, ignore_errors=True)


def _lay_out(settings: Settings, home: Path) -> Settings:
    """Nothing of the office's own settings leads out of the folder."""
    return replace(
        settings,
        home=home,
        objects=_OWN["objects"],
        catalogue=_OWN["catalogue"],
        index=_OWN["index"],
        prefect_api_url=None,
        backup=None,
        retention_days=0,
        demo_now=None,
    )
