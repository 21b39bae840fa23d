"""Opens a connection that a service can rely on, or says in words why there is none."""

from nineteen.shared.runtime.mongo.driver import (
    Client,
    Driver,
    PyMongoError,
    Row,
    connect,
    disconnect,
    hosts_of,
)
from nineteen.shared.runtime.mongo.trouble import CannotStart, starting


async def opened(uri: str, driver: Driver = "motor", appname: str = "nineteen") -> Client:
    """A connected client; raises CannotStart for a wrong address, a refused user, a standalone."""
    try:
        hosts = hosts_of(uri)
        client = connect(uri, driver, appname)
    except (PyMongoError, ValueError) as error:
        raise CannotStart(
            "The MongoDB address cannot be read. It looks like "
            "mongodb://HOST:PORT/?replicaSet=NAME."
        ) from error
    try:
        with starting(hosts, "ask who it is"):
            hello = await client.admin.command("hello")
        refuse_standalone(hello, hosts)
    except BaseException:
        await disconnect(client)
        raise
    return client


def refuse_standalone(hello: Row, hosts: str) -> None:
    """Raises CannotStart for a server of no replica set and no sharded cluster."""
    if not hello.get("setName") and hello.get("msg") != "isdbgrid":
        raise CannotStart(
            f"{hosts} is a standalone MongoDB, which has no transactions. Start it with "
            "--replSet NAME and run rs.initiate() once: one node is enough."
        )
