"""What the stable codes of problems in forms and overlays mean; the core's own are in `core.codes`."""

from __future__ import annotations

from collections.abc import Mapping

CODES: Mapping[str, str] = {
    "E203": "Parts of a question do not go together.",
    "E210": "There is no such question type.",
    "E211": "The question type has a name and is not built yet.",
    "E212": "This type of question does not take the key.",
    "E213": "A question is for more eyes than the form or group it stands in.",
    "E220": "A scenario names a question that is not there.",
    "E221": "An answer in a scenario cannot be an answer.",
    "E222": "A scenario expects what is not so.",
    "E310": "A question decides by its own answer whether it is asked.",
    "E311": "What is to be laid side by side is not a form that is asked together with this one.",
    "E312": "What is filled in beforehand could not be the answer.",
    "E313": "What is asked about row by row is no group of a form that is asked together with this one.",
    "E314": "What asks whether a row may be shown is no yes-or-no question of that group.",
    "E315": "What lets both halves of a form be shown is no question of yes or no in it.",
    "E316": "A panel shows nothing, or two things at once, or a way elsewhere than on somebody's page.",
    "E702": "There is no such kind of change.",
    "E703": "A change is about a question or page that is not there.",
    "E704": "The pack has locked this, and says why.",
    "E705": "A change lacks what it needs, or does not fit its question.",
    "E706": "The only question of a page or group cannot leave it.",
    "E707": "The overlay was written for another version.",
    "E708": "The overlay is of another tool.",
    "E709": "The overlay's text is too long.",
}
"""code → one sentence."""
