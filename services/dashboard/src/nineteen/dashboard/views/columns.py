"""The base of every document model: the columns of a view, a public contract that only grows."""

from pydantic import BaseModel, ConfigDict


class Columns(BaseModel):
    """One document of a view. Dates and times are ISO strings; instants are UTC to the ms."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
