"""Here lives the making of all coverage anew: after an upgrade or a restore, or when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable

from pipelines.resources import Resources

# Told after each part: how many papers of how many are done (None where nobody knows).
CoverageListener = Callable[[int, int | None], None]


def ensure_coverage(resources: Resources, on_progress: CoverageListener | None = None) -> bool:
    """Make what is asked of coverage the truth; whether it had to be made anew.

    Raises:
        TemporarilyUnavailable: "coverage_build_lost".
    """
    if resources.catalogue.is_coverage_whole():
        return False
    rebuild_coverage(resources, on_progress)
    return True


def rebuild_coverage(resources: Resources, on_progress: CoverageListener | None = None) -> int:
    """Count every paper anew from what the catalogue holds; how many results and rows there are.

    Others file and import meanwhile. Killed, it leaves coverage that is not whole, and whoever asks makes it anew.

    Raises:
        TemporarilyUnavailable: "coverage_build_lost"; somebody else began to make it anew.
    """
    catalogue = resources.catalogue
    total = 2 * catalogue.count_papers()
    done = 0
    build_id = catalogue.begin_coverage_build()
    for part in (catalogue.note_rows, catalogue.count_papers_anew):
        after = ""
        while (found := part(build_id, after)) is not None:
            after, count = found
            done += count
            if on_progress:
                on_progress(min(done, total), total)
    catalogue.end_coverage_build(build_id)
    return total // 2
