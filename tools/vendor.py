"""Fetch the assets we ship, compile our theme, and write down version, licence and sha256 of every file.

A maintainer's script, run by hand when a version is raised: ``python tools/vendor.py``. It needs Node's ``npm``;
nothing else in the project does. Raise govuk-frontend and govuk-frontend-jinja together or not at all.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "core" / "web" / "static" / "vendor"
BROWSER = ROOT / "tests" / "browser" / "vendor"
FIXTURES = ROOT / "tests" / "core" / "web" / "fixtures"
SASS = "1.108.2"

MIT_GOVUK = """The MIT License (MIT)

Copyright (C) 2017 Crown Copyright (Government Digital Service)

Permission is hereby granted, free of charge, to any person obtaining a copy of
this software and associated documentation files (the "Software"), to deal in
the Software without restriction, including without limitation the rights to
use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies
of the Software, and to permit persons to whom the Software is furnished to do
so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


@dataclass(frozen=True)
class Package:
    """One upstream package: its npm name, version, SPDX licence and the npm integrity string of its tarball."""

    name: str
    version: str
    licence: str
    integrity: str

    @property
    def short(self) -> str:
        """The name of its folder: the npm name without its scope."""
        return self.name.rpartition("/")[2]


GOVUK = Package(
    "govuk-frontend",
    "6.3.0",
    "MIT",
    "sha512-cXIQxm5PHCsbic47GXZrVBZhAeeshTLRL6ZBKilLsR6rMCjJuWb7Fruq0VUNMBJFlJk/srsRj/q8d5bM9cgKoA==",
)
FONT = Package(
    "@fontsource/atkinson-hyperlegible-next",
    "5.3.0",
    "OFL-1.1",
    "sha512-8p1tHVoPDo6oYwSO3sMw5snGwFwSf3TmeSF9Gcj792GXdsg6oqvhoItbj6Hj/XZIk0Xs+Cwu6pkLBAl3Q5HrwA==",
)
AXE = Package(
    "axe-core",
    "4.14.1",
    "MPL-2.0",
    "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
)


def npm(*arguments: str, cwd: Path) -> None:
    """Run npm without install scripts; raises CalledProcessError when it fails."""
    subprocess.run(["npm", "--ignore-scripts", "--no-audit", "--no-fund", *arguments], cwd=cwd, check=True)


def fetch(package: Package, work: Path) -> Path:
    """The folder of a package's unpacked tarball; raises ValueError when its integrity is not the one we pinned."""
    into = work / package.short
    into.mkdir()
    npm("pack", f"{package.name}@{package.version}", cwd=into)
    tarball = next(into.glob("*.tgz"))
    digest = "sha512-" + base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode("ascii")
    if digest != package.integrity:
        raise ValueError(f"{package.name} {package.version}: expected {package.integrity}, got {digest}")
    with tarfile.open(tarball) as archive:
        archive.extractall(into, filter="data")
    return into / "package"


def compile_theme(govuk: Path, work: Path) -> bytes:
    """Our theme of govuk-frontend as compressed CSS."""
    modules = work / "sass"
    modules.mkdir()
    npm("install", "--prefix", str(modules), f"sass@{SASS}", cwd=work)
    linked = modules / "node_modules" / "govuk-frontend"
    linked.symlink_to(govuk, target_is_directory=True)
    command = [
        str(modules / "node_modules" / ".bin" / "sass"),
        "--no-source-map",
        "--style=compressed",
        f"--load-path={modules / 'node_modules'}",
        str(ROOT / "tools" / "vendor.scss"),
    ]
    return subprocess.run(command, check=True, capture_output=True).stdout


def upstream_fixtures(govuk: Path) -> bytes:
    """Every component's upstream fixtures (options and the expected HTML) as gzipped JSON, the same bytes each time."""
    kept: dict[str, list[dict[str, object]]] = {}
    for path in sorted((govuk / "dist" / "govuk" / "components").glob("*/fixtures.json")):
        read = json.loads(path.read_text(encoding="utf-8"))
        kept[read["component"]] = [
            {"name": one["name"], "options": one["options"], "html": one["html"]} for one in read["fixtures"]
        ]
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return gzip.compress(text.encode("utf-8"), compresslevel=9, mtime=0)


def entry(package: Package, folder: Path, files: Iterable[Path]) -> dict[str, object]:
    """What the manifest says of one package: name, version, licence and the sha256 of each of its files."""
    return {
        "name": package.name,
        "version": package.version,
        "licence": package.licence,
        "files": {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files)
        },
    }


def write_manifest(folder: Path, packages: list[dict[str, object]]) -> None:
    """Write manifest.json of a folder."""
    text = json.dumps({"packages": packages}, indent=2, ensure_ascii=False) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8")


def empty(folder: Path) -> Path:
    """The folder, made anew."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    return folder


def main() -> None:
    """Fetch everything, write the vendored files and their manifests."""
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        govuk, font, axe = fetch(GOVUK, work), fetch(FONT, work), fetch(AXE, work)

        empty(STATIC)
        styles = empty(STATIC / GOVUK.short)
        (styles / "govuk-frontend.css").write_bytes(compile_theme(govuk, work))
        (styles / "LICENSE.txt").write_text(MIT_GOVUK, encoding="utf-8")
        letters = empty(STATIC / FONT.short)
        for subset in ("latin", "latin-ext"):
            for weight in ("400", "700"):
                name = f"{FONT.short}-{subset}-{weight}-normal.woff2"
                shutil.copyfile(font / "files" / name, letters / name)
        shutil.copyfile(font / "LICENSE", letters / "LICENSE.txt")
        write_manifest(STATIC, [entry(GOVUK, STATIC, styles.iterdir()), entry(FONT, STATIC, letters.iterdir())])

        empty(BROWSER)
        shutil.copyfile(axe / "axe.min.js", BROWSER / "axe.min.js")
        shutil.copyfile(axe / "LICENSE", BROWSER / "axe-LICENSE.txt")
        write_manifest(BROWSER, [entry(AXE, BROWSER, BROWSER.iterdir())])

        FIXTURES.mkdir(parents=True, exist_ok=True)
        kept = FIXTURES / "govuk-frontend-fixtures.json.gz"
        kept.write_bytes(upstream_fixtures(govuk))
        licence = FIXTURES / "govuk-frontend-LICENSE.txt"
        licence.write_text(MIT_GOVUK, encoding="utf-8")
        write_manifest(FIXTURES, [entry(GOVUK, FIXTURES, [kept, licence])])


if __name__ == "__main__":
    main()
