"""What the stable codes of problems mean: the core's own. Engines and plugins add theirs in their own check."""

from __future__ import annotations

CODES: dict[str, str] = {
    "E001": "The file cannot be read as YAML.",
    "E002": "The file is not UTF-8 text, or cannot be opened.",
    "E003": "The file, or something in it, is longer, deeper or more than the limits allow.",
    "E004": "Anchors, aliases and merge keys are not part of the language.",
    "E005": "Tags are not part of the language.",
    "E006": "Directives are not part of the language.",
    "E007": "One file holds one definition.",
    "E008": "A key stands twice.",
    "E009": "A comma cut a text in two.",
    "E010": "The file is empty, or is not a definition.",
    "E011": "A key has no value, or a list has an empty item.",
    "E012": "A key must be a plain word.",
    "E101": "The first key is not a kind of definition.",
    "E102": "This cannot be an id, or names no definition.",
    "E103": "The key is not known here.",
    "E104": "A key is missing.",
    "E105": "The value has the wrong shape.",
    "E106": "The value is not one of those that mean something here.",
    "E107": "A text is missing in one of the pack's languages.",
    "E108": "A text is empty.",
    "E109": "An id stands twice.",
    "E201": "There is no such voice, role, group or team.",
    "E202": "There is no such definition.",
    "E601": "There is no pack.yaml.",
    "E602": "The pack and its folder have different names.",
    "E603": "A pack that this one needs is not here.",
    "E604": "Two packs have the same name.",
    "E605": "A plugin was set aside, so what it would teach Cartref is not known.",
    "E606": "A definition file must end in .yaml.",
    "E607": "What checks this kind of definition broke on it.",
    "E701": "This cannot be overlaid, or the overlay does not fit.",
    "E801": "A word that can hurt stands in a definition.",
}
"""code → one sentence."""
