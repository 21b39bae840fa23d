"""Partners deliver records in batches, under a name of their own."""

from datetime import date

from nineteen.contact.domain.batch import Arriving, CloseBatch, OpenBatch, batches
from nineteen.contact.domain.feed import UPLOAD, RegisterFeed, feed_id, feeds
from nineteen.shared.schema.contact import BatchClosed, BatchOpened, FeedRegistered
from nineteen.shared.testing.chronicle import AGENCY, an_id
from nineteen.shared.testing.given import Given, given

COUNTY = FeedRegistered(feed="county", name="County list")
BATCH = an_id("batch", 1)
HASH = "ab" * 32
OPENED = BatchOpened(batch=BATCH, feed=UPLOAD, list_as_of=date(2026, 1, 6), file_hash=HASH)
CLOSE = CloseBatch(rows=60, accepted=57, duplicate=1, late=1, quarantined=1)
CLOSED = BatchClosed(
    batch=BATCH, feed=UPLOAD, rows=60, accepted=57, duplicate=1, late=1, quarantined=1
)


def batch(*events: BatchOpened | BatchClosed) -> Given:
    return given(batches, *events).on(BATCH)


def test_a_feed_is_registered_once() -> None:
    command = RegisterFeed(feed="county", name="County list")

    given(feeds).when(command).then(COUNTY).and_when(command).then()


def test_a_feed_belongs_to_one_partner() -> None:
    other = RegisterFeed(feed="county", name="Another county")

    given(feeds, COUNTY).when(other).then_rejected("already_exists")


def test_the_feed_of_uploads_is_built_in() -> None:
    given(feeds).when(RegisterFeed(feed=UPLOAD, name="Mine")).then_rejected("feed_built_in")


def test_an_upload_needs_no_registered_feed() -> None:
    command = OpenBatch(feed=UPLOAD, list_as_of=date(2026, 1, 6), file_hash=HASH)

    batch().when(command).then(OPENED).and_when(command).then()


def test_a_partners_batch_needs_its_feed() -> None:
    command = OpenBatch(feed="county")
    registered = batch().beside(feeds, feed_id(AGENCY, "county"), COUNTY)

    registered.when(command).then(BatchOpened(batch=BATCH, feed="county"))
    batch().when(command).then_rejected("feed_unknown")


def test_a_batch_closes_once_with_its_counts() -> None:
    closed = batch(OPENED).when(CLOSE).then(CLOSED)

    closed.and_when(CLOSE).then()


def test_what_never_opened_cannot_close() -> None:
    batch().when(CLOSE).then_rejected("not_found")


def test_an_open_batch_knows_its_file() -> None:
    assert batch(OPENED).state == Arriving(BATCH, UPLOAD, date(2026, 1, 6), HASH)
