"""Here live the names by which a person knows a browser of theirs again."""

from __future__ import annotations

# What a browser says of itself, the telling word first: every one of them also says that it is another.
_BROWSERS = (
    ("Edg/", "Edge"),
    ("coc_coc", "Cốc Cốc"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def name_browser(user_agent: str) -> str:
    """`Chrome, Windows`; "" where it says nothing that we know. Versions and addresses are not kept."""
    found = (next((name for sign, name in known if sign in user_agent), "") for known in (_BROWSERS, _SYSTEMS))
    return ", ".join(filter(None, found))
