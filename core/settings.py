"""What can be set from outside, read once at start."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path


@dataclass(frozen=True)
class Settings:
    """Settings of one running Cartref. `store` is a store URL (`tinydb:<folder>`, `sqlite:<file>` …).

    `hosts` are further names it answers to; `https`: it stands behind something that speaks https for it. `key` is the file of
    the key that seals the records (None: they are not sealed), `anchors` the file that their anchors are written to.
    """

    data: Path
    store: str
    plugins_dir: Path | None = None
    strict: bool = False
    port: int = 8000
    host: str = "127.0.0.1"
    hosts: tuple[str, ...] = ()
    https: bool = False
    key: Path | None = None
    anchors: Path | None = None


def from_environment(plugins_dir: Path | None = None, strict: bool = False) -> Settings:
    """Settings from `CARTREF_DATA`, `CARTREF_STORE`, `PORT`, `CARTREF_HOST`, `CARTREF_HOSTS`, `CARTREF_HTTPS`,
    `CARTREF_PLUGINS_DIR`, `CARTREF_KEY` and `CARTREF_ANCHORS`.

    Raises ValueError with a sentence for a person.
    """
    data = Path(os.environ.get("CARTREF_DATA") or user_data_path("cartref")).expanduser().absolute()
    port_text = os.environ.get("PORT", "8000")
    if not (port_text.isascii() and port_text.isdigit()) or not 0 < int(port_text) < 65536:
        raise ValueError(f"PORT is '{port_text}'; give a number from 1 to 65535, like PORT=8080")
    named = os.environ.get("CARTREF_PLUGINS_DIR")
    directory = plugins_dir or (Path(named) if named else None)
    https = os.environ.get("CARTREF_HTTPS", "")
    if https not in ("", "0", "1"):
        raise ValueError(f"CARTREF_HTTPS is '{https}'; write 1 when something in front speaks https, or leave it out")
    hosts = tuple(name.strip() for name in os.environ.get("CARTREF_HOSTS", "").split(",") if name.strip())
    return Settings(
        data=data,
        store=os.environ.get("CARTREF_STORE") or f"tinydb:{data}",
        plugins_dir=directory,
        strict=strict,
        port=int(port_text),
        host=os.environ.get("CARTREF_HOST") or "127.0.0.1",
        hosts=hosts,
        https=https == "1",
        key=_path("CARTREF_KEY"),
        anchors=_path("CARTREF_ANCHORS") or data.parent / "cartref-anchors.txt",
    )


def _path(name: str) -> Path | None:
    named = os.environ.get(name)
    return Path(named).expanduser().absolute() if named else None
