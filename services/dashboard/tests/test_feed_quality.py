"""V11: how good what partners send is."""

from nineteen.dashboard.views.feed_quality import feed_quality, quality
from nineteen.shared.testing.folded import documents, totals
from nineteen.shared.testing.mishaps import mishaps

FEED = "county-list"


def cells() -> dict[str, int]:
    found = totals(feed_quality, documents(feed_quality, mishaps().facts).values())
    return {cell: count for (where, cell), count in found.items() if where == f"agency|{FEED}"}


def test_v11_every_delivery_counts_once_by_its_answer() -> None:
    row = quality(FEED, cells())

    assert (row["rows"], row["accepted"], row["duplicate"], row["late"]) == (4, 1, 1, 1)
    assert (row["quarantined"], row["waiting"], row["batches"]) == (1, 1, 1)


def test_v11_reasons_and_delays_are_told() -> None:
    row = quality(FEED, cells())

    assert row["top_reasons"] == [{"reason": "unknown_naics", "count": 1}]
    assert (row["median_delay_h"], row["skewed"]) == (6, 1)


def test_v11_what_a_batch_counted_is_only_checked() -> None:
    assert quality(FEED, cells())["batches_agree"]
    assert not quality(FEED, cells() | {"counted:rows": 4, "accepted": 0})["batches_agree"]
