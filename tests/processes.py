"""Here lives which process takes which test: what shares a dear server or a file is run by one of them.

pytest-xdist has groups of its own (`--dist loadgroup`); its release 3.8 writes them where pytest 9.2 no longer looks,
and every process drew every paper and started every server.
"""

from __future__ import annotations

from typing import Any

import pytest

# The server that is dear to start, and whose second would not fit beside the first: one process has all its tests.
_DEAR_SERVER = "elasticsearch"
# Its tests whose ids do not name it.
_ITS_TESTS = (
    "tests/faults/test_planted_faults.py",
    "tests/faults/test_search_server_faults.py::test_a_server_whose_disk_is_full",
)
# Minutes each, and only one process can take a file: they begin first, so that none of them is waited for at the end.
_LONG_FILES = (
    "tests/flows/test_workers.py",
    "tests/faults/test_full_disk.py",
    "tests/flows/test_commands_same_paper.py",
)
# Whose tests share little: any process takes the next of them.
_SPLIT_FILES = ("tests/faults/test_killed_at_named_points.py",)


def find_group(nodeid: str) -> str:
    """What the test with this id shares with others, by name; the id itself where it shares nothing."""
    file = nodeid.partition("::")[0]
    if _DEAR_SERVER in nodeid.partition("[")[2] or nodeid.startswith(_ITS_TESTS):
        return _DEAR_SERVER
    return nodeid if file in _SPLIT_FILES else file


def put_in_order(items: list[pytest.Item]) -> None:
    """The dear server's tests first, then long files, then all others as they were found."""
    for item in items:
        if _DEAR_SERVER in getattr(item, "fixturenames", ()) and find_group(item.nodeid) != _DEAR_SERVER:
            raise pytest.UsageError(f"{item.nodeid} needs {_DEAR_SERVER}: name it in {__name__}")
    items.sort(key=lambda item: (find_group(item.nodeid) != _DEAR_SERVER, not item.nodeid.startswith(_LONG_FILES)))


def make_scheduler(config: pytest.Config, log: Any) -> Any:
    """The scheduler of pytest-xdist that hands out whole groups."""
    # Tests can be run without it too.
    from xdist.scheduler import LoadScopeScheduling

    class GroupScheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return find_group(nodeid)

    return GroupScheduling(config, log)
