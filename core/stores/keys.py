"""Keys of records at rest: one data key for each home, wrapped by one age identity that the home keeps elsewhere.

AES-256-GCM seals what stands on the disk; age (X25519) wraps the data keys; an age passphrase may seal the identity's file.
Both libraries are imported when a key is used.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from core.stores.disk import Disk, write_all
from core.stores.protocol import Corrupt, Refused

if TYPE_CHECKING:
    import pyrage

DATA_KEY_SIZE = 32
_NONCE_SIZE = 12
_PLAIN = "AGE-SECRET-KEY-1"
_DAMAGED = "the data key that stands beside these records is damaged; restore them from a backup"
_SEALED = b"age-encryption.org/v1"


class Sealer:
    """One home's data key at work."""

    def __init__(self, data_key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._cipher = AESGCM(data_key)

    def seal(self, data: bytes, place: bytes) -> bytes:
        """`data` sealed for one place only: it opens nowhere else. 28 bytes longer than it was."""
        nonce = secrets.token_bytes(_NONCE_SIZE)
        return nonce + self._cipher.encrypt(nonce, data, place)

    def open(self, sealed: bytes, place: bytes) -> bytes:
        """What was sealed for this place. Raises Corrupt for anything else."""
        from cryptography.exceptions import InvalidTag

        try:
            return self._cipher.decrypt(sealed[:_NONCE_SIZE], sealed[_NONCE_SIZE:], place)
        except (InvalidTag, ValueError) as error:
            raise Corrupt(
                "what is kept here does not open with its key: it was changed, or comes from elsewhere"
            ) from error


class Keys:
    """An age identity: it wraps the data keys of homes, and seals backups."""

    def __init__(self, identity: pyrage.x25519.Identity) -> None:
        self.identity = identity

    @classmethod
    def new(cls) -> Keys:
        """A new identity that nobody has yet."""
        from pyrage import x25519

        return cls(x25519.Identity.generate())

    @classmethod
    def from_secret(cls, secret: str) -> Keys:
        """The identity that a secret line (`AGE-SECRET-KEY-1…`) stands for; spaces and small letters do not matter.

        Raises Refused.
        """
        import pyrage

        try:
            return cls(pyrage.x25519.Identity.from_str("".join(secret.split()).upper()))
        except pyrage.IdentityError as error:
            raise Refused("this is not a key: it begins with AGE-SECRET-KEY-1, and each letter counts") from error

    @property
    def secret(self) -> str:
        """The secret line. Whoever has it opens everything."""
        return str(self.identity)

    @property
    def public(self) -> str:
        """What the key is called: whoever has only this can seal, and open nothing."""
        return str(self.identity.to_public())

    def wrap(self, data_key: bytes) -> bytes:
        """A home's data key as it stands beside its records."""
        import pyrage

        return bytes(pyrage.encrypt(data_key, [self.identity.to_public()]))

    def unwrap(self, wrapped: bytes) -> bytes:
        """A home's data key again. Raises Refused where this is the key of other records, and Corrupt for a damaged one."""
        import pyrage

        try:
            data_key = bytes(pyrage.decrypt(wrapped, [self.identity]))
        except pyrage.DecryptError as error:
            if "No matching keys" not in str(error):
                raise Corrupt(_DAMAGED) from error
            raise Refused(
                "these records were sealed with another key; name its file in CARTREF_KEY, or write it anew from the "
                "recovery sheet: cartref key restore"
            ) from error
        if len(data_key) != DATA_KEY_SIZE:
            raise Corrupt(_DAMAGED)
        return data_key


def new_data_key() -> bytes:
    """A data key for a home."""
    return secrets.token_bytes(DATA_KEY_SIZE)


def read_key_file(path: Path, passphrase: Callable[[], str]) -> Keys:
    """The identity in a file, asking for the passphrase where it is sealed with one. Raises Refused with what to do."""
    import pyrage

    try:
        data = path.read_bytes()
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise Refused(
            f"the key {path} cannot be read ({reason}); put it back, or write it anew from the recovery sheet: "
            "cartref key restore"
        ) from error
    if mode & 0o077:
        raise Refused(f"other users of this computer can read the key {path} (mode {mode:04o}); run: chmod 600 {path}")
    if data.startswith(_SEALED):
        try:
            data = pyrage.passphrase.decrypt(data, passphrase())
        except pyrage.DecryptError as error:
            raise Refused(f"this passphrase does not open the key {path}; try again") from error
    lines = [line for line in data.decode("utf-8", "replace").splitlines() if line.startswith(_PLAIN)]
    if len(lines) != 1:
        raise Refused(f"{path} is not a key file; name the right one in CARTREF_KEY")
    return Keys.from_secret(lines[0])


def write_key_file(path: Path, keys: Keys, passphrase: str = "") -> None:
    """Keep the identity in a new file of mode 0600, sealed with the passphrase where one is given. Raises Refused."""
    import pyrage

    data = f"# {keys.public}\n{keys.secret}\n".encode()
    if passphrase:
        data = pyrage.passphrase.encrypt(data, passphrase)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise Refused(f"the key {path} cannot be written ({reason}); name a file that is not there yet") from error
    disk = Disk()
    try:
        try:
            write_all(disk, descriptor, data, 0)
            disk.sync(descriptor)
        finally:
            os.close(descriptor)
        disk.sync_folder(path.absolute().parent)  # a key whose name was lost with the light opens nothing any more
    except OSError as error:
        path.unlink(missing_ok=True)
        reason = (error.strerror or str(error)).lower()
        raise Refused(f"the key {path} was not written ({reason}); make room, or name another place") from error
