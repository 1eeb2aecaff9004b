"""The file of a backup: a tar archive, sealed with age, written and read from front to back without ever standing in memory.

Any tool that knows age and tar opens one (`age -d -i key backup | tar -x`); `docs/reference/backup.md` says what is in it.
"""

from __future__ import annotations

import json
import os
import queue
import tarfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, NamedTuple

from core.stores.disk import NO_ROOM
from core.stores.entries import Content, Entry, Line
from core.stores.keys import Keys
from core.stores.protocol import Corrupt, Full, Refused, StoreError

FORMAT = 1
HEAD = "cartref-backup.json"
ANCHORS = "anchors.txt"
MANIFEST = "manifest.json"
LARGEST_MEMBER = 128 * 1024 * 1024
"""Bytes: a file that claims more for one member is no backup of ours."""

_BLOCK = 512
_SEALED = b"age-encryption.org/v1"
_HALF = "it is only half a backup, or was changed: what is in it cannot be trusted; take another one"


class Member(NamedTuple):
    """One file in the archive."""

    name: str
    data: bytes


class Summed:
    """The sum over members, in their order: what the manifest holds of each home."""

    def __init__(self) -> None:
        self._sum = sha256()

    def take(self, member: Member) -> None:
        """Add a member."""
        self._sum.update(f"{member.name} {len(member.data)}\n".encode())
        self._sum.update(member.data)

    @property
    def hex(self) -> str:
        """The sum so far."""
        return self._sum.hexdigest()


# -- entries ---------------------------------------------------------------------------------------------------------


def entry_bytes(entry: Entry) -> bytes:
    """An entry as one line of JSON."""
    said: dict[str, Any] = {
        "line": entry.text.decode(),
        "contents": [None if one is None else [one.salt.hex(), one.text.decode()] for one in entry.contents],
    }
    if entry.idem is not None:
        said["idem"] = entry.idem
        said["answer"] = None if entry.answer is None else entry.answer.decode()
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def entry_from(text: bytes) -> Entry:
    """The entry again. Raises Corrupt."""
    try:
        said = json.loads(text)
        line = said["line"].encode()
        contents = tuple(
            None if one is None else Content(bytes.fromhex(one[0]), one[1].encode()) for one in said["contents"]
        )
        answer = said.get("answer")
        answer = None if answer is None else answer.encode()
        return Entry(line, Line.from_bytes(line), contents, said.get("idem"), answer)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise Corrupt(_HALF) from error


def check_name(name: str, data: bytes) -> None:
    """Raises Corrupt for an attachment that is not the one its name says."""
    if sha256(data).hexdigest() != name:
        raise Corrupt(_HALF)


# -- writing ---------------------------------------------------------------------------------------------------------


def write(path: Path, members: Iterable[Member], recipients: Sequence[str] | None) -> None:
    """Write members into a new file, sealed to age recipients (None: not sealed). Under its name it is whole, or not there.

    Raises Refused or Full; what went wrong while the members were made is raised as it is.
    """
    to = None if recipients is None else _recipients(recipients)
    half = path.with_name(f".{path.name}.half-{os.getpid()}")
    if path.exists():
        raise Refused(f"there is something called {path} already; name a file that is not there yet")
    try:
        descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                _fill(file, _Pieces(_tar(members)), to)
                file.flush()
                os.fsync(file.fileno())
            _name(half, path)
            _sync_folder(path.parent)
        finally:
            half.unlink(missing_ok=True)
    except OSError as error:
        raise trouble_with(path, error) from error


def _name(half: Path, path: Path) -> None:
    """Give what is whole its name. A link never takes the place of what somebody put there meanwhile; where a disk (a memory
    stick) knows no links, a rename does."""
    try:
        os.link(half, path)
    except FileExistsError as error:
        raise Refused(f"there is something called {path} already; name a file that is not there yet") from error
    except OSError:
        half.rename(path)


def trouble_with(path: Path, error: OSError) -> StoreError:
    """What the system said of a file, as a sentence."""
    if error.errno in NO_ROOM:
        return Full(f"there is no room left for {path}; nothing was kept of it: make room, or name another place")
    reason = (error.strerror or str(error)).lower()
    return Refused(f"{path} cannot be written ({reason}); name another place")


def _recipients(named: Sequence[str]) -> list[Any]:
    from pyrage import RecipientError, x25519

    if not named:
        raise Refused("nobody could open this backup; name a key in CARTREF_KEY, or a recipient with --to")
    made = []
    for one in dict.fromkeys(named):
        try:
            made.append(x25519.Recipient.from_str(one))
        except RecipientError as error:
            raise Refused(f"'{one}' is not the public name of a key; one begins with age1") from error
    return made


def _fill(file: IO[bytes], pieces: _Pieces, to: list[Any] | None) -> None:
    if to is None:
        while piece := pieces.read(1 << 16):
            file.write(piece)
        return
    import pyrage

    out = _Out(file)
    try:
        pyrage.encrypt_io(pieces, out, to)
    except (pyrage.EncryptError, OSError) as error:
        # age wraps what happened at either end; the caller hears of the thing itself
        raise (pieces.wrong or out.wrong or error) from error


class _Pieces:
    """What can be read, from what is made bit by bit."""

    def __init__(self, made: Iterator[bytes]) -> None:
        self._made = made
        self._left = b""
        self.wrong: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            while not self._left:
                self._left = next(self._made)
        except StopIteration:
            return b""
        except Exception as wrong:
            self.wrong = wrong
            raise
        size = len(self._left) if size < 0 else size
        piece, self._left = self._left[:size], self._left[size:]
        return piece


class _Out:
    """A file that remembers what went wrong with it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.wrong: OSError | None = None

    def write(self, data: bytes) -> int:
        try:
            return self._file.write(data)
        except OSError as wrong:
            self.wrong = wrong
            raise

    def flush(self) -> None:
        self._file.flush()


def _tar(members: Iterable[Member]) -> Iterator[bytes]:
    for member in members:
        yield _header(member.name, len(member.data))
        for at in range(0, len(member.data), 1 << 16):
            yield member.data[at : at + (1 << 16)]
        yield bytes(-len(member.data) % _BLOCK)
    yield bytes(2 * _BLOCK)


def _header(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info.tobuf(tarfile.USTAR_FORMAT)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# -- reading ---------------------------------------------------------------------------------------------------------


def is_sealed(path: Path) -> bool:
    """True for a backup that only a key opens. Raises Refused."""
    try:
        with path.open("rb") as file:
            return file.read(len(_SEALED)) == _SEALED
    except OSError as error:
        raise Refused(f"{path} cannot be read ({(error.strerror or str(error)).lower()}); name a backup") from error


@contextmanager
def read(path: Path, keys: Keys | None) -> Iterator[Iterator[Member]]:
    """The members of a backup, one after the other. Raises Refused for what is no whole backup of ours, or needs another key."""
    if not is_sealed(path):
        with path.open("rb") as file:
            yield _members(path, file)
        return
    if keys is None:
        raise Refused(f"{path} is sealed; name the file of its key in CARTREF_KEY")
    with path.open("rb") as file:
        opening = _Opening(path, file, keys)
        try:
            yield _members(path, opening)
        finally:
            opening.close()


class _Opening:
    """What can be read of a sealed file. age opens it in a thread of its own, never more than a few pieces ahead."""

    def __init__(self, path: Path, file: IO[bytes], keys: Keys) -> None:
        self._path, self._file, self._keys = path, file, keys
        self._pieces: queue.Queue[bytes | StoreError] = queue.Queue(maxsize=16)
        self._left = bytearray()
        self._stopped = False
        self._thread = threading.Thread(target=self._open, name="opening a backup", daemon=True)
        self._thread.start()

    def read(self, size: int) -> bytes:
        while len(self._left) < size:
            piece = self._pieces.get()
            if isinstance(piece, StoreError):
                self._pieces.put(piece)
                raise piece
            if not piece:
                self._pieces.put(piece)
                break
            self._left += piece
        taken = bytes(self._left[:size])
        del self._left[:size]
        return taken

    def close(self) -> None:
        """Stop, wherever it is."""
        self._stopped = True
        while self._thread.is_alive():
            try:
                self._pieces.get(timeout=0.05)
            except queue.Empty:
                continue
        self._thread.join()

    def write(self, data: bytes) -> int:
        """Called by age."""
        if self._stopped:
            raise OSError("nobody reads on")
        self._pieces.put(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Called by age."""

    def _open(self) -> None:
        import pyrage

        end: bytes | StoreError = b""
        try:
            pyrage.decrypt_io(self._file, self, [self._keys.identity])
        except pyrage.DecryptError as error:
            if "matching" in str(error):
                end = Refused(f"{self._path} was sealed for another key; name the file of that one in CARTREF_KEY")
            else:
                end = Refused(f"{self._path} cannot be used: {_HALF}")
        except OSError:
            end = Refused(f"{self._path} cannot be used: {_HALF}")
        if not self._stopped:
            self._pieces.put(end)


def _members(path: Path, file: Any) -> Iterator[Member]:
    """The members, until the end of the archive. Nothing may be missing from it, and nothing stands behind it."""
    broken = Refused(f"{path} cannot be used: {_HALF}")
    first = True
    while True:
        header = file.read(_BLOCK)
        if first and not header.startswith(HEAD.encode()):
            raise Refused(f"{path} is not a backup of Cartref; name one that is")
        first = False
        if header == bytes(_BLOCK):
            if file.read(_BLOCK) != bytes(_BLOCK) or file.read(1):
                raise broken
            return
        try:
            info = tarfile.TarInfo.frombuf(header, "utf-8", "strict")
        except (tarfile.HeaderError, UnicodeDecodeError) as error:
            raise broken from error
        if not 0 <= info.size <= LARGEST_MEMBER or header != _header(info.name, info.size):
            raise broken
        data = file.read(info.size)
        padding = bytes(-info.size % _BLOCK)
        if len(data) != info.size or file.read(len(padding)) != padding:
            raise broken
        yield Member(info.name, data)
