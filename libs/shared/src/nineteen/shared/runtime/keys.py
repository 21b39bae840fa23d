"""The key ring: unwraps persons' keys, makes new ones, hashes what must not be read."""

import hmac
import uuid
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from nineteen.shared.runtime.chance import random_bytes
from nineteen.shared.runtime.ports import KeyStore, Unavailable, WrappedKey
from nineteen.shared.schema.ids import COMMONS

Wanted = tuple[str, str, str]
"""(tenant, subject, class)"""
PersonKey = tuple[str, str]
"""(subject, class)"""


class MissingKey(KeyError):
    """Data names a person for whom nobody ever made a key."""


NONCE = 12
MOST = 20_000
LACKING = "The key store lacks a key that was used: look for its files."


class KeyRing:
    """Keys in use. `cipher` answers None for a destroyed key: the field reads as erased."""

    def __init__(
        self, store: KeyStore, master: bytes, chance: Callable[[int], bytes] = random_bytes
    ) -> None:
        self.chance = chance
        self._store = store
        self._master = AESGCM(master)
        self._tenants: dict[str, AESGCM] = {}
        self._hashing: dict[str, hmac.HMAC] = {}
        self._ciphers: OrderedDict[tuple[str, str], AESGCM | None] = OrderedDict()

    async def fetch(self, wanted: Iterable[Wanted], *, make: bool = False) -> None:
        """Have the keys at hand before the (synchronous) coding starts; `make` new ones.

        Raises Unavailable for a key that nobody made or destroyed: it must never read as erased.
        """
        needed = {(s, k): t for t, s, k in wanted}
        while missing := [key for key in needed if key not in self._ciphers]:
            if absent := await self._obtain(missing):
                if not make:
                    raise Unavailable(LACKING)
                await self._store.add([await self._new(needed[key], *key) for key in absent])
        self._keep(needed)

    async def fetch_existing(self, wanted: Iterable[Wanted]) -> None:
        """The same for data that anybody may have written: `cipher` tells which keys are missing.

        Raises Unavailable when the store knows none of the keys: then it is the store that lacks.
        """
        needed = {(s, k): t for t, s, k in wanted}
        missing = [key for key in needed if key not in self._ciphers]
        witness = next(reversed(self._ciphers), None)
        none = missing and len(await self._obtain(missing)) == len(missing)
        if none and (witness is None or await self._obtain([witness])):
            raise Unavailable(LACKING)
        self._keep(needed)

    def cipher(self, subject: str, key_class: str) -> AESGCM | None:
        """The key of a person, fetched before; None when it was destroyed. Raises MissingKey."""
        try:
            return self._ciphers[subject, key_class]
        except KeyError:
            raise MissingKey from None

    def forget(self, subject: str) -> None:
        """Drop what is cached of a person (after their key was destroyed)."""
        for key_class in ("record", "narrative"):
            self._ciphers.pop((subject, key_class), None)

    async def hashed(self, tenant: str, *parts: str) -> str:
        """A uuid-shaped (version 8) HMAC-SHA-256 of `parts` under the tenant's key."""
        key = self._hashing.get(tenant)
        if key is None:
            fresh = self._wrap(self._master, self.chance(32), f"hash:{tenant}")
            wrapped = await self._store.named(f"hash:{tenant}", fresh)
            secret = self._unwrap(self._master, wrapped, f"hash:{tenant}")
            key = self._hashing[tenant] = hmac.new(secret, digestmod=sha256)
        hashing = key.copy()
        hashing.update("\x1f".join(parts).encode())
        digest = bytearray(hashing.digest()[:16])
        digest[6] = digest[6] & 0x0F | 0x80
        digest[8] = digest[8] & 0x3F | 0x80
        return str(uuid.UUID(bytes=bytes(digest)))

    async def sealed(self, *parts: str) -> str:
        """The same under the installation's key, for ledgers that agencies share."""
        return await self.hashed(COMMONS, *parts)

    async def _obtain(self, missing: Sequence[PersonKey]) -> list[PersonKey]:
        """Remember what the store has of these; those that it has not."""
        found = await self._store.keys_of(missing)
        for row in found:
            await self._remember(row)
        known = {(row.subject, row.key_class) for row in found}
        return [key for key in missing if key not in known]

    def _keep(self, needed: Collection[PersonKey]) -> None:
        """Hold on to what is in use; let go of what was not used for longest."""
        for key in needed:
            if key in self._ciphers:
                self._ciphers.move_to_end(key)
        while len(self._ciphers) > max(MOST, len(needed)):
            self._ciphers.popitem(last=False)

    async def _remember(self, row: WrappedKey) -> None:
        cipher = None
        if row.wrapped is not None:
            tenant = await self._tenant(row.tenant)
            label = f"{row.subject}|{row.key_class}"
            cipher = AESGCM(self._unwrap(tenant, row.wrapped, label))
        self._ciphers[row.subject, row.key_class] = cipher

    async def _new(self, tenant: str, subject: str, key_class: str) -> WrappedKey:
        wrapping = await self._tenant(tenant)
        wrapped = self._wrap(wrapping, self.chance(32), f"{subject}|{key_class}")
        return WrappedKey(subject, key_class, tenant, wrapped)

    async def _tenant(self, tenant: str) -> AESGCM:
        if tenant not in self._tenants:
            label = f"tenant:{tenant}"
            fresh = self._wrap(self._master, self.chance(32), label)
            wrapped = await self._store.named(label, fresh)
            self._tenants[tenant] = AESGCM(self._unwrap(self._master, wrapped, label))
        return self._tenants[tenant]

    def _wrap(self, by: AESGCM, key: bytes, label: str) -> bytes:
        nonce = self.chance(NONCE)
        return nonce + by.encrypt(nonce, key, label.encode())

    @staticmethod
    def _unwrap(by: AESGCM, wrapped: bytes, label: str) -> bytes:
        return by.decrypt(wrapped[:NONCE], wrapped[NONCE:], label.encode())
