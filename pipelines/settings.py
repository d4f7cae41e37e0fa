"""Here live the settings: the only reader of the environment.

Each is looked up on the command line, then in the environment, then in `sohoa.toml` of the working
folder, then in `sohoa.toml` of home. An unknown `SOHOA_` name or key stops the program.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from schemas.errors import SetupError
from schemas.quota_targets import GROWTH_MODES, GrowthMode
from storage.object_locks import RetentionMode

CONFIG_FILE = "sohoa.toml"
# Lies in a demonstration's home and nowhere else: only there may the clock be set.
DEMO_MARK = ".demo"
# Lies in a training home: everything that is shown or printed there says so.
TRAINING_MARK = ".training"


@dataclass(frozen=True, slots=True)
class SettingSpec:
    """One setting: its environment name, default as text, and what it means."""

    name: str
    default: str | None
    meaning: str

    @property
    def key(self) -> str:
        """The name in `sohoa.toml`."""
        return self.name.removeprefix("SOHOA_").lower()


SETTINGS: tuple[SettingSpec, ...] = (
    SettingSpec("SOHOA_HOME", "./var", "folder that holds everything embedded, Prefect's home too"),
    SettingSpec("SOHOA_OBJECTS", "file:", "object store: file: under home, or s3://KEY:SECRET@HOST:PORT/BUCKET"),
    SettingSpec(
        "SOHOA_CATALOGUE", "sqlite:", "catalogue: sqlite: under home, or postgresql://USER:PASSWORD@HOST:PORT/DATABASE"
    ),
    SettingSpec("SOHOA_INDEX", "embedded:", "search index: embedded: under home, or elasticsearch://HOST:9200/PREFIX"),
    SettingSpec("SOHOA_REQUIRE_SERVICES", None, "1 in CI: read by the tests alone"),
    SettingSpec("SOHOA_ENGINE", "auto", "OCR engine; auto: the best that is installed"),
    SettingSpec("SOHOA_JOBS", None, "pages read at once; default: the processor's cores"),
    SettingSpec("SOHOA_PAGE_TIMEOUT_S", "120", "seconds one page may take"),
    SettingSpec("SOHOA_PAGE_MEMORY_MB", "2000", "address space in MiB that one page's process may use"),
    SettingSpec(
        "SOHOA_REVIEW_SAMPLE", "0.02", "share, 0 to 1, of papers without any doubt that a person checks all the same"
    ),
    SettingSpec(
        "SOHOA_SECOND_PERSON",
        "",
        "fields, between commas, whose correction needs a second person; withdrawing and exporting a batch then do too;"
        " a type's key: whatever is changed on its papers in review is confirmed by another",
    ),
    SettingSpec("SOHOA_CONFIRM_OWN_SCANS", "1", "0: who scanned a paper does not confirm it"),
    SettingSpec(
        "SOHOA_REVIEW_PLANTED", "0", "share, 0 to 1, of papers in review that show one wrong value to see who notices"
    ),
    SettingSpec("SOHOA_DISK_RESERVE_MB", "1024", "MiB that stay free: nothing new is taken in below this"),
    SettingSpec(
        "SOHOA_RETENTION_DAYS", "3650", "days from filing on for which an original is locked, if the store can; 0: none"
    ),
    SettingSpec("SOHOA_VIEWS_DAYS", "3650", "days for which it is kept who was shown which result; 0: for ever"),
    SettingSpec(
        "SOHOA_RETENTION_MODE",
        "governance",
        "governance: an erasure by two persons lifts a lock; compliance: none does",
    ),
    SettingSpec(
        "SOHOA_TARGET_GROWTH", "points", "how floors grow each year: points (+20 points) or relative (20 % of the last)"
    ),
    SettingSpec("SOHOA_BACKUP", None, "where `sohoa backup` writes: a path, or a second store as in SOHOA_OBJECTS"),
    SettingSpec("SOHOA_LOG", "auto", "step log on standard error: text, json, off; auto: off on a terminal"),
    SettingSpec("SOHOA_DEMO_NOW", None, "the instant that `sohoa demo` takes for now; refused outside a demo's home"),
    SettingSpec("PREFECT_API_URL", None, "a Prefect server; default: a temporary one on loopback"),
    SettingSpec("SOHOA_WORK_POOL", "sohoa", "pool of this installation's workers on the Prefect server"),
)
_SPECS = {spec.name: spec for spec in SETTINGS}
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}")
# A century: a lock under `compliance` that was typed too long can never be taken back.
_MOST_RETENTION_DAYS = 36_500
_LOG_FORMS = ("auto", "text", "json", "off")


@dataclass(frozen=True, slots=True)
class Settings:
    """The effective settings; paths are absolute."""

    home: Path
    objects: str
    catalogue: str
    index: str
    engine: str
    jobs: int
    page_timeout_s: float
    page_memory_mb: int
    log: str
    prefect_api_url: str | None
    review_sample: float = 0.02
    second_person_fields: tuple[str, ...] = ()
    confirms_own_scans: bool = True
    review_planted: float = 0.0
    demo_now: datetime | None = None
    backup: str | None = None
    disk_reserve_mb: int = 1024
    retention_days: int = 3650
    retention_mode: RetentionMode = "governance"
    views_days: int = 3650
    work_pool: str = "sohoa"
    target_growth: GrowthMode = "points"

    @property
    def is_training(self) -> bool:
        """Whether home is one to practise in."""
        return (self.home / TRAINING_MARK).exists()

    def masked(self) -> dict[str, str | None]:
        """Every setting as text, secrets in URLs replaced, for `doctor`."""
        return {
            "SOHOA_HOME": str(self.home),
            "SOHOA_OBJECTS": mask_url(self.objects),
            "SOHOA_CATALOGUE": mask_url(self.catalogue),
            "SOHOA_INDEX": mask_url(self.index),
            "SOHOA_ENGINE": self.engine,
            "SOHOA_JOBS": str(self.jobs),
            "SOHOA_PAGE_TIMEOUT_S": f"{self.page_timeout_s:g}",
            "SOHOA_PAGE_MEMORY_MB": str(self.page_memory_mb),
            "SOHOA_REVIEW_SAMPLE": f"{self.review_sample:g}",
            "SOHOA_SECOND_PERSON": ",".join(self.second_person_fields),
            "SOHOA_CONFIRM_OWN_SCANS": "1" if self.confirms_own_scans else "0",
            "SOHOA_REVIEW_PLANTED": f"{self.review_planted:g}",
            "SOHOA_DISK_RESERVE_MB": str(self.disk_reserve_mb),
            "SOHOA_RETENTION_DAYS": str(self.retention_days),
            "SOHOA_VIEWS_DAYS": str(self.views_days),
            "SOHOA_RETENTION_MODE": self.retention_mode,
            "SOHOA_BACKUP": mask_url(self.backup) if self.backup else None,
            "SOHOA_LOG": self.log,
            "SOHOA_DEMO_NOW": self.demo_now.isoformat() if self.demo_now else None,
            "PREFECT_API_URL": mask_url(self.prefect_api_url) if self.prefect_api_url else None,
            "SOHOA_WORK_POOL": self.work_pool,
            "SOHOA_TARGET_GROWTH": self.target_growth,
        }


def mask_url(url: str) -> str:
    """A URL without its user's secret: `s3://key:***@host/bucket`."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{parts.username}:***@{host}"))


def read_settings(
    environment: Mapping[str, str] | None = None,
    *,
    home: str | None = None,
    engine: str | None = None,
    jobs: int | None = None,
    working_folder: Path | None = None,
) -> Settings:
    """The effective settings.

    Args:
        environment: names to values; default the process's.
        home, engine, jobs: from the command line, win over everything.
        working_folder: where `sohoa.toml` is looked for; default the current one.

    Raises:
        SetupError: "setting_unknown", "setting_invalid".
    """
    given = dict(os.environ if environment is None else environment)
    _refuse_unknown(given)
    here = _read_config((working_folder or Path.cwd()) / CONFIG_FILE)
    home_text = home or given.get("SOHOA_HOME") or here.get("SOHOA_HOME") or "./var"
    home_path = Path(home_text).expanduser().absolute()
    layers = (given, here, _read_config(home_path / CONFIG_FILE))

    def find(name: str) -> str | None:
        for layer in layers:
            if layer.get(name):
                return layer[name]
        return _SPECS[name].default

    def take(name: str) -> str:
        value = find(name)
        assert value is not None, "every setting taken here has a default"
        return value

    return Settings(
        home=home_path,
        objects=take("SOHOA_OBJECTS"),
        catalogue=take("SOHOA_CATALOGUE"),
        index=take("SOHOA_INDEX"),
        engine=engine or take("SOHOA_ENGINE"),
        jobs=jobs or _whole_number("SOHOA_JOBS", find("SOHOA_JOBS") or str(len(os.sched_getaffinity(0))), 1, 256),
        page_timeout_s=_whole_number("SOHOA_PAGE_TIMEOUT_S", take("SOHOA_PAGE_TIMEOUT_S"), 1, 3600),
        page_memory_mb=_whole_number("SOHOA_PAGE_MEMORY_MB", take("SOHOA_PAGE_MEMORY_MB"), 500, 64_000),
        log=_log_form(take("SOHOA_LOG")),
        prefect_api_url=find("PREFECT_API_URL"),
        review_sample=_share("SOHOA_REVIEW_SAMPLE", take("SOHOA_REVIEW_SAMPLE")),
        second_person_fields=tuple(filter(None, map(str.strip, take("SOHOA_SECOND_PERSON").split(",")))),
        confirms_own_scans=bool(_whole_number("SOHOA_CONFIRM_OWN_SCANS", take("SOHOA_CONFIRM_OWN_SCANS"), 0, 1)),
        review_planted=_share("SOHOA_REVIEW_PLANTED", take("SOHOA_REVIEW_PLANTED")),
        disk_reserve_mb=_whole_number("SOHOA_DISK_RESERVE_MB", take("SOHOA_DISK_RESERVE_MB"), 0, 100_000_000),
        retention_days=_whole_number("SOHOA_RETENTION_DAYS", take("SOHOA_RETENTION_DAYS"), 0, _MOST_RETENTION_DAYS),
        views_days=_whole_number("SOHOA_VIEWS_DAYS", take("SOHOA_VIEWS_DAYS"), 0, _MOST_RETENTION_DAYS),
        retention_mode=_retention_mode(take("SOHOA_RETENTION_MODE")),
        backup=find("SOHOA_BACKUP"),
        demo_now=_demo_now(find("SOHOA_DEMO_NOW"), home_path),
        work_pool=_name("SOHOA_WORK_POOL", take("SOHOA_WORK_POOL")),
        target_growth=_target_growth(take("SOHOA_TARGET_GROWTH")),
    )


def _refuse_unknown(names: Iterable[str]) -> None:
    for name in names:
        if name.startswith("SOHOA_") and name not in _SPECS:
            raise SetupError("setting_unknown", name=name)


def _log_form(text: str) -> str:
    if text not in _LOG_FORMS:
        raise SetupError("setting_invalid", name="SOHOA_LOG")
    return text


def _demo_now(text: str | None, home: Path) -> datetime | None:
    """A set clock would let anyone date a confirmation back, so real homes never take one."""
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise SetupError("setting_invalid", name="SOHOA_DEMO_NOW") from error
    if instant.tzinfo is None or not (home / DEMO_MARK).exists():
        raise SetupError("setting_invalid", name="SOHOA_DEMO_NOW")
    return instant


def _read_config(path: Path) -> dict[str, str]:
    """`sohoa.toml` as environment names to text; an absent file is an empty one."""
    try:
        with path.open("rb") as file:
            content = tomllib.load(file)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (tomllib.TOMLDecodeError, OSError) as error:
        raise SetupError("setting_invalid", name=CONFIG_FILE) from error
    by_key = {spec.key: spec.name for spec in SETTINGS}
    for key in content:
        if key not in by_key:
            raise SetupError("setting_unknown", name=key)
    return {by_key[key]: str(value) for key, value in content.items()}


def _whole_number(name: str, text: str, least: int, most: int) -> int:
    try:
        value = int(text)
    except ValueError:
        value = least - 1
    if not least <= value <= most:
        raise SetupError("setting_invalid", name=name)
    return value


def _name(name: str, text: str) -> str:
    if not _NAME.fullmatch(text):
        raise SetupError("setting_invalid", name=name)
    return text


def _target_growth(text: str) -> GrowthMode:
    for known in GROWTH_MODES:
        if text == known:
            return known
    raise SetupError("setting_invalid", name="SOHOA_TARGET_GROWTH")


def _retention_mode(text: str) -> RetentionMode:
    modes: dict[str, RetentionMode] = {"governance": "governance", "compliance": "compliance"}
    if text not in modes:
        raise SetupError("setting_invalid", name="SOHOA_RETENTION_MODE")
    return modes[text]


def _share(name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0.0 <= value <= 1.0:
        raise SetupError("setting_invalid", name=name)
    return value
