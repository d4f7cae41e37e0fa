"""Writes docs/errors.md, the page of every code that Sohoa can show, from schemas/problems.toml."""

from __future__ import annotations

import sys
from pathlib import Path

_ROOT = Path(__file__).parent.parent
PAGE = _ROOT / "docs" / "errors.md"

sys.path.insert(0, str(_ROOT))  # run as a script, the checkout is not yet on the path

from schemas.problems import problem_texts  # noqa: E402

_HEAD = """\
# Codes of problems

Every code that a command, a file's line or a field can carry, in the order of `schemas/problems.toml`,
from which `make docs` writes this page. Words in braces are filled in when the problem is shown; they never
carry personal data.

- A **file's** code stands in `problem` of its line: the file is kept in quarantine (`sohoa quarantine list`)
  or, for a state secret, refused.
- A **field's** code stands in its `problem` or in `needs_review`: a person must look.
- A **command's** code stands in the last line of standard error; exit 2 means wrong usage or settings,
  3 that something needed is away or busy.
"""

# (what went wrong, codes that tell it, what Sohoa does meanwhile, what a person does)
_STORE_TROUBLES = (
    (
        "wrong user, key or password",
        ("objects_refused", "catalogue_refused", "index_refused", "prefect_refused"),
        "stops (2) and names the setting; nothing that was kept is lost",
        "correct the setting, special characters percent-encoded; `sohoa doctor`",
    ),
    (
        "the address leads elsewhere: no such host, TLS on a plain port, another service",
        (
            "objects_host_unknown",
            "objects_tls",
            "objects_certificate",
            "objects_not_s3",
            "index_not_tls",
            "index_wrong_server",
        ),
        "stops (2) and names the setting; nothing that was kept is lost",
        "correct host, port or scheme in the setting",
    ),
    (
        "a bucket without object lock, or one that locks everything",
        ("bucket_without_lock", "bucket_default_lock"),
        "stops (2) and names the setting; nothing that was kept is lost",
        "let Sohoa make a new bucket, or do without locks (`SOHOA_RETENTION_DAYS=0`)",
    ),
    (
        "a server away at start",
        ("objects_away", "catalogue_away", "index_away", "prefect_away", "prefect_unreachable"),
        "asks again after pauses, then 3; without the index papers are filed and found later, without Prefect they "
        "are done plainly",
        "bring the server back, run the same command again",
    ),
    (
        "a server that dies in the middle of a batch",
        ("objects_away", "catalogue_away", "index_away"),
        "pauses and goes on; where the server stays away 3, and everything taken in waits",
        "bring the server back; the same command or `sohoa batch resume` files the rest, nothing twice",
    ),
    (
        "clocks that differ",
        ("clock_skewed",),
        "stops (2); nothing is stored meanwhile",
        "set both machines by one time server",
    ),
    (
        "a disk that is nearly full",
        ("disk_nearly_full",),
        "takes in nothing new (3; `watch` waits); search, show and review go on",
        "add space, run the same command again",
    ),
    (
        "a disk that is full",
        ("no_space", "index_read_only"),
        "nothing half-written counts (3); a full index takes nothing, papers are filed and wait for it",
        "free space, run the same command again; on Elasticsearch the block is lifted by itself or by hand",
    ),
    (
        "an index made by another release",
        ("index_other_form",),
        "searches it as far as it can, writes nothing into it; what is filed waits",
        "`sohoa index rebuild`, while searches go on",
    ),
    (
        "home held by a restore or a migration, or left by one",
        ("home_busy", "restore_unfinished", "home_newer"),
        "does nothing (3; `home_newer` 2)",
        "wait, or finish the restore; a newer home needs the newer release",
    ),
    (
        "bytes that are lost or are not what was stored",
        ("object_missing", "object_damaged", "catalogue_damaged"),
        "tells which, touches nothing",
        "`sohoa verify --all`, `sohoa reconcile --mend`; what is left comes back from a backup",
    ),
)


def page_text() -> str:
    """The whole page as Markdown."""
    return _HEAD + _store_troubles() + "".join(_section(code, texts) for code, texts in problem_texts().items())


def _store_troubles() -> str:
    """The table of what can go wrong with stores, servers and disks; in brackets the exit code."""
    rows = ["", "## Stores, servers and disks", "", "| what | codes | Sohoa | you |", "|---|---|---|---|"]
    known = problem_texts()
    for what, codes, meanwhile, to_do in _STORE_TROUBLES:
        assert all(code in known for code in codes), f"a code of this row is none: {codes}"
        links = ", ".join(f"[`{code}`](#{code})" for code in codes)
        rows.append(f"| {what} | {links} | {meanwhile} | {to_do} |")
    return "\n".join(rows) + "\n"


def _section(code: str, texts: dict[str, str]) -> str:
    vietnamese = " ".join(filter(None, (texts["message"], texts.get("advice"))))
    english = " ".join(filter(None, (texts["message_en"], texts.get("advice_en"))))
    return f"\n## `{code}`\n\n{vietnamese}\n\n*{english}*\n"


if __name__ == "__main__":
    PAGE.write_text(page_text(), encoding="utf-8")
