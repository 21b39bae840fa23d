"""What `nineteen migrate` does: collections, indexes, and the first key of an installation."""

from collections.abc import Sequence

from nineteen.shared.runtime.installation_key import NAME, KeysMissing, installation_key
from nineteen.shared.runtime.mongo import indexes
from nineteen.shared.runtime.mongo.driver import disconnect
from nineteen.shared.runtime.mongo.names import NAMED, key_database
from nineteen.shared.runtime.mongo.opening import opened
from nineteen.shared.runtime.settings import Settings


async def migrated(services: Sequence[str], settings: Settings) -> bool:
    """Make what is missing; whether the installation's key was made now.

    Raises CannotStart, KeysMissing, OSError.
    """
    prefix, folder = settings.installation, settings.keys_folder
    client = await opened(settings.mongo_address, settings.mongo_driver, "nineteen-migrate")
    try:
        await indexes.migrate(client, services, prefix)
        first = not (folder / NAME).exists()
        if first and await client[key_database(prefix)][NAMED].find_one({}):
            raise KeysMissing(
                f"MongoDB holds keys, but the {NAME} that they were wrapped by is not in {folder}; "
                "nothing was changed. Put it back from its own backup, or say where it is with "
                "NINETEEN_KEYS."
            )
        installation_key(folder)
    finally:
        await disconnect(client)
    return first
