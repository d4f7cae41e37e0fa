"""Here live the rules of Vietnamese spelling: which words can be a syllable of the language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from schemas.text import clean

# Onsets and rhymes of standard spelling (Quy định về chính tả tiếng Việt, QĐ 1989/QĐ-BGDĐT of 2018).
_ONSETS = (
    *("ngh", "ng", "nh", "ch", "gh", "gi", "kh", "ph", "qu", "th", "tr"),
    *"bcdđghklmnprstvx",
    "",
)
_OPEN_RHYMES = """
    a ai ao au ay âu ây e eo ê êu i ia iu o oa oai oao oay oe oeo oi ô ôi ơ ơi u ua uây uê ui uơ uôi uy uya uyu
    ư ưa ưi ươi ươu ưu y yêu iêu
"""
_NASAL_RHYMES = """
    am an ang anh ăm ăn ăng âm ân âng em en eng êm ên ênh iêm iên iêng im in inh oam oan oang oanh oăm oăn oăng
    oen oeng om on ong ông ôm ôn ôông ơm ơn oong uân uâng uênh um un ung uôm uôn uông uyên uynh uyn ưng ưm ưn
    ươm ươn ương yêm yên yêng ynh
"""
_STOPPED_RHYMES = """
    ac ach ap at ăc ăp ăt âc âp ât ec ep et êch êp êt iêc iêp iêt ic ich ip it oac oach oap oat oăc oăt oec oet
    oc op ot ôc ôp ôt ơp ơt ooc uât uc uêch up ut uôc uôp uôt uych uyp uyt uyêt ưc ưp ưt ươc ươp ươt yêt ych
"""
_FREE = frozenset((_OPEN_RHYMES + _NASAL_RHYMES).split())
_STOPPED = frozenset(_STOPPED_RHYMES.split())
# Combining grave, acute, tilde, hook above, dot below: the five written tones.
_TONES = {"\u0300": "huyền", "\u0301": "sắc", "\u0303": "ngã", "\u0309": "hỏi", "\u0323": "nặng"}
_STOPPED_TONES = {"sắc", "nặng"}
_FRONT = ("e", "ê", "i", "y")
_LETTERS = re.compile(r"[^\W\d_]+")


def is_syllable(word: str) -> bool:
    """Whether a word, any case, can be one Vietnamese syllable by onset, rhyme and tone.

    Judges spelling only: `nghiễng` passes though no one says it; foreign names, initials and numbers do not.
    """
    bare, tones = _split_tone(word.lower())
    if len(tones) > 1 or not bare:
        return False
    tone = tones[0] if tones else None
    return any(bare.startswith(onset) and _rhyme_fits(onset, bare[len(onset) :], tone) for onset in _ONSETS)


def _split_tone(word: str) -> tuple[str, list[str]]:
    """A word without its tone marks (NFC, hats and horns kept), and the tones found."""
    tones: list[str] = []
    letters: list[str] = []
    for char in unicodedata.normalize("NFD", clean(word)):
        if char in _TONES:
            tones.append(_TONES[char])
        else:
            letters.append(char)
    return unicodedata.normalize("NFC", "".join(letters)), tones


def _rhyme_fits(onset: str, rhyme: str, tone: str | None) -> bool:
    if onset == "gi":
        # The onset lends its i to a rhyme that starts with one: "gì", "gìn", "giếng".
        return rhyme == "" or _tone_fits("i" + rhyme, tone) or _tone_fits(rhyme, tone)
    if onset == "qu":
        return _tone_fits(rhyme, tone) or _tone_fits("u" + rhyme, tone)
    if onset in ("k", "gh", "ngh"):
        return rhyme.startswith(_FRONT) and _tone_fits(rhyme, tone)
    if onset in ("c", "ng") and rhyme.startswith(_FRONT):
        return False
    return _tone_fits(rhyme, tone)


def _tone_fits(rhyme: str, tone: str | None) -> bool:
    """A rhyme that ends in a stop carries sắc or nặng and no other tone."""
    return rhyme in _FREE or (rhyme in _STOPPED and tone in _STOPPED_TONES)


def syllable_share(words: Iterable[str]) -> float:
    """Share, by letters, of the words that can be Vietnamese syllables, 0-1; 0 where there are no letters.

    Words are cut at everything that is not a letter; single letters are left out, because dust reads as letters.
    """
    good = total = 0
    for word in words:
        for run in _LETTERS.findall(clean(word)):
            if len(run) < 2:
                continue
            total += len(run)
            good += len(run) if is_syllable(run) else 0
    return good / total if total else 0.0
