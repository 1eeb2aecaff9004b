"""A practice module is configuration: beside its pictures it has hardly any Python, and each of its workflows tells stories."""

from __future__ import annotations

AVERAGE = 60
"""So many lines of Python a module may have on average outside its pictures: more, and the engine lacks something general."""
OF_A_PICTURE = ("PictureData", "PictureMade")


def _modules(tree):
    return [folder for folder in sorted((tree.root / "plugins").iterdir()) if (folder / "plugin.py").is_file()]


def _outside_pictures(folder):
    """Lines of Python of a module, without the files that draw or lay out what is drawn."""
    texts = [path.read_text(encoding="utf-8") for path in folder.glob("*.py")]
    return sum(text.count("\n") for text in texts if not any(word in text for word in OF_A_PICTURE))


def test_beside_its_pictures_a_module_has_hardly_any_python(tree):
    lines = {folder.name: _outside_pictures(folder) for folder in _modules(tree)}
    assert len(lines) >= 7
    assert sum(lines.values()) / len(lines) < AVERAGE, lines
