"""Names and addresses of employers without the ways of writing them, for natural ids only.

Two lists agree on an employer when these forms agree (PRODUCT 4.0); what people read stays as it
was written. A changed rule here changes ids, so it needs a migration.
"""

import unicodedata
from functools import lru_cache
from types import MappingProxyType

LEGAL_FORMS = frozenset(
    {
        "co",
        "company",
        "corp",
        "corporation",
        "inc",
        "incorporated",
        "lc",
        "limited",
        "llc",
        "llp",
        "lp",
        "ltd",
        "plc",
        "pllc",
        "ps",
    }
)
JOINERS = frozenset({"and"})
SILENT = frozenset(".'`´‘’ʼ")
STREET_WORDS = MappingProxyType(
    {
        "avenue": "ave",
        "boulevard": "blvd",
        "building": "bldg",
        "court": "ct",
        "drive": "dr",
        "east": "e",
        "floor": "fl",
        "highway": "hwy",
        "lane": "ln",
        "north": "n",
        "northeast": "ne",
        "northwest": "nw",
        "parkway": "pkwy",
        "place": "pl",
        "road": "rd",
        "room": "rm",
        "south": "s",
        "southeast": "se",
        "southwest": "sw",
        "street": "st",
        "suite": "ste",
        "west": "w",
    }
)


@lru_cache(maxsize=1024)
def normalised(name: str) -> str:
    """An employer's name without case, accents, punctuation and legal form; idempotent.

    Empty when the name has no letter and no digit.
    """
    words = plain(name).split()
    while len(words) > 1 and words[-1] in LEGAL_FORMS | JOINERS:
        words.pop()
    return " ".join(words)


@lru_cache(maxsize=1024)
def normalised_address(street: str, city: str, postal_code: str) -> str:
    """An address in the short words of the postal service; the ZIP code without its extension."""
    words = plain(f"{street} {city}").split()
    return " ".join([*(STREET_WORDS.get(word, word) for word in words), postal_code[:5]]).strip()


def plain(text: str) -> str:
    """Small letters and digits with single spaces; & is read as and."""
    spread = unicodedata.normalize("NFKD", text.replace("&", " and ").casefold())
    again = unicodedata.normalize("NFKD", spread.casefold())
    return " ".join(again.translate(LETTERS).split())


class Letters(dict[int, str]):
    """What each character becomes in a plain text, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = becomes(chr(code))
        return self[code]


LETTERS = Letters()


def becomes(character: str) -> str:
    """The character itself, a space, or nothing for accents and for full stops in between."""
    if character in SILENT or unicodedata.category(character).startswith("M"):
        return ""
    return character if character.isalnum() else " "
