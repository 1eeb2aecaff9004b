"""What can be set from outside, read once at start."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path


@dataclass(frozen=True)
class Settings:
    """Settings of one running Cartref. `store` is a store URL (`tinydb:<folder>`, `memory:`)."""

    data: Path
    store: str
    plugins_dir: Path | None = None
    strict: bool = False
    port: int = 8000
    host: str = "127.0.0.1"


def from_environment(plugins_dir: Path | None = None, strict: bool = False) -> Settings:
    """Settings from `CARTREF_DATA`, `PORT` and `CARTREF_PLUGINS_DIR`. Raises ValueError with a sentence for a person."""
    data = Path(os.environ.get("CARTREF_DATA") or user_data_path("cartref")).expanduser().absolute()
    port_text = os.environ.get("PORT", "8000")
    if not port_text.isdigit() or not 0 < int(port_text) < 65536:
        raise ValueError(f"PORT is '{port_text}'; give a number from 1 to 65535, like PORT=8080")
    named = os.environ.get("CARTREF_PLUGINS_DIR")
    directory = plugins_dir or (Path(named) if named else None)
    return Settings(data=data, store=f"tinydb:{data}", plugins_dir=directory, strict=strict, port=int(port_text))
