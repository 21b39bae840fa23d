"""Whether a text asks as it should: for advice and not for a job, once, and briefly (S19)."""

import re
from collections.abc import Iterator, Sequence
from unicodedata import combining, normalize

from nineteen.contact.domain.ask_phrases import INSTEAD, LANGUAGES, Phrases
from nineteen.shared.schema.contact import LintError

SENTENCE = re.compile(r"[^.!?\n;:]+[.!?\n;:]*")
WORD = re.compile(r"[a-z0-9']+")
FEW = 6
"""As many words may stand between "not" and "job"."""
NEAR = 3
"""As many words may stand between a number and "minutes"."""


def lint(text: str, minutes: int, words: int) -> tuple[LintError, ...]:
    """What the text lacks, by name; `minutes` is the promise, `words` the ceiling (exclusive)."""
    return tuple(findings(plain(text), minutes, words))


def findings(text: str, minutes: int, words: int) -> Iterator[LintError]:
    """The errors of a text without accents and capitals."""
    sentences = [WORD.findall(sentence) for sentence in SENTENCE.findall(text)]
    tokens = WORD.findall(text)
    if not any(says_not_a_job(each, p) for each in sentences for p in LANGUAGES):
        yield "not_a_job_missing"
    if not any(p.purposes.intersection(tokens) for p in LANGUAGES):
        yield "purpose_missing"
    if not any(says_minutes(tokens, minutes, p) for p in LANGUAGES):
        yield "minutes_missing"
    if sum(map(asks, SENTENCE.findall(text))) > 1:
        yield "more_than_one_ask"
    if len(text.split()) >= words:
        yield "too_long"


def plain(text: str) -> str:
    """Small letters, no accents, straight apostrophes, and one way to say no."""
    bare = "".join(each for each in normalize("NFKD", text) if not combining(each))
    bare = bare.casefold().replace("\u2019", "'")
    for longer, short in INSTEAD.items():
        bare = bare.replace(longer, short)
    return bare


def says_not_a_job(tokens: Sequence[str], phrases: Phrases) -> bool:
    """Whether "not" reaches "job" over nothing but small words: "I have no job" does not count."""
    for start, token in enumerate(tokens):
        if token in phrases.negations:
            for after in tokens[start + 1 : start + 2 + FEW]:
                if after in phrases.jobs:
                    return True
                if after not in phrases.fillers:
                    break
    return False


def says_minutes(tokens: Sequence[str], minutes: int, phrases: Phrases) -> bool:
    """Whether the promised number of minutes is named, in digits or as a word."""
    return any(
        phrases.minutes.intersection(tokens[at + 1 : at + 1 + NEAR])
        for at, token in enumerate(tokens)
        if token == str(minutes) or phrases.numbers.get(token) == minutes
    )


def asks(sentence: str) -> bool:
    """Whether a sentence asks for something, with or without a question mark."""
    spoken = f" {' '.join(WORD.findall(sentence))} "
    return sentence.rstrip().endswith("?") or any(
        f" {phrase} " in spoken for phrases in LANGUAGES for phrase in phrases.asks
    )
