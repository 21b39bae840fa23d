"""Industries as statistics group them: the sectors of NAICS 2022."""

SECTOR_OF = {"31": "31-33", "32": "31-33", "33": "31-33"}
SECTOR_OF |= {"44": "44-45", "45": "44-45", "48": "48-49", "49": "48-49"}
"""Sectors that span several first digits."""


def naics_sector(code: str) -> str:
    """The sector of a NAICS code: "31-33" for 332710."""
    return SECTOR_OF.get(code[:2], code[:2])
