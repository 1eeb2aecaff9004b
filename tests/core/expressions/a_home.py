"""The questions that the tests of the expression language ask about, in one small home."""

from __future__ import annotations

from collections.abc import Mapping

from core.expressions import (
    BOOL,
    DATE,
    NUMBER,
    PERSON,
    SORT,
    TEXT,
    THING,
    FormScope,
    Function,
    Many,
    Option,
    Options,
    Scope,
    Symbol,
    Type,
    parse,
)
from core.text import Text


def both(en: str, cy: str) -> Text:
    return Text({"en": en, "cy": cy})


def choice(label: Text, options: Mapping[str, Text], ordered: bool = False) -> Symbol:
    return Symbol(Option(tuple(options), ordered), label, options)


def simple(kind: Type, en: str, cy: str) -> Symbol:
    return Symbol(kind, both(en, cy))


YES_NO = {"yes": both("Yes", "Ydw"), "no": both("No", "Nac ydw"), "not_sure": both("Not sure", "Ddim yn siŵr")}
SCALE = {
    "not_at_all": both("not at all", "dim o gwbl"),
    "a_bit": both("a bit", "ychydig"),
    "quite": both("quite", "eithaf"),
    "a_lot": both("a lot", "llawer"),
}
FACES = {"not_good": both("not good", "ddim yn dda"), "unsure": both("unsure", "ansicr"), "good": both("good", "da")}
HELPS = {"walk": both("A walk", "Tro"), "tea": both("Tea", "Te"), "music": both("Music", "Cerddoriaeth")}
SEVERITY = {"small": both("Small", "Bach"), "serious": both("Serious", "Difrifol")}

WORRIES = Symbol.of_rows(
    both("What worries you?", "Beth sy'n eich poeni?"),
    {
        "what": simple(TEXT, "What is it?", "Beth yw e?"),
        "severity": choice(both("How serious is it?", "Pa mor ddifrifol?"), SEVERITY),
        "worry": choice(both("How worried?", "Pa mor bryderus?"), SCALE, ordered=True),
        "cost": simple(NUMBER, "What would it cost?", "Faint fyddai'r gost?"),
        "since": simple(DATE, "Since when?", "Ers pryd?"),
        "helps": Symbol(Options(tuple(HELPS)), both("What helps with it?", "Beth sy'n helpu?"), HELPS),
        "who": simple(PERSON, "Who could help?", "Pwy allai helpu?"),
        "lighten": Symbol.of_rows(
            both("Steps to lighten it", "Camau i'w ysgafnhau"), {"step": simple(TEXT, "Step", "Cam")}
        ),
    },
)
OWN = {
    "goes_out": choice(both("Do you go out?", "Ydych chi'n mynd allan?"), YES_NO),
    "worry": choice(both("How worried are you?", "Pa mor bryderus ydych chi?"), SCALE, ordered=True),
    "worry_before": choice(both("How worried were you?", "Pa mor bryderus oeddech chi?"), SCALE, ordered=True),
    "feels": choice(both("How is it here?", "Sut mae hi yma?"), FACES, ordered=True),
    "hopes": simple(TEXT, "What do you hope for?", "Beth yw eich gobaith?"),
    "name": simple(TEXT, "What do we call you?", "Beth yw eich enw?"),
    "walks": simple(NUMBER, "Walks in a week", "Teithiau cerdded mewn wythnos"),
    "cost": simple(NUMBER, "Cost", "Cost"),
    "born": simple(DATE, "Date of birth", "Dyddiad geni"),
    "reviewed_on": simple(DATE, "Looked at again on", "Edrychwyd eto ar"),
    "helps": Symbol(Options(tuple(HELPS)), both("What helps?", "Beth sy'n helpu?"), HELPS),
    "best": choice(both("What helps most?", "Beth sy'n helpu fwyaf?"), HELPS),
    "likes": Symbol(SORT, both("What do you like?", "Beth ydych chi'n ei hoffi?"), HELPS),
    "keyworker": simple(PERSON, "Your keyworker", "Eich gweithiwr allweddol"),
    "circle": simple(Many(PERSON), "The people around you", "Y bobl o'ch cwmpas"),
    "song": simple(THING, "A song", "Cân"),
    "at_ease": simple(BOOL, "At ease", "Yn gartrefol"),
    "worries": WORRIES,
}
LOOK = {
    "worries": WORRIES,
    "if_we_say_no": simple(TEXT, "What is lost by saying no?", "Beth a gollir wrth ddweud na?"),
    "walks": simple(NUMBER, "Walks in a week", "Teithiau cerdded mewn wythnos"),
    "severity": choice(both("How serious is it?", "Pa mor ddifrifol?"), SEVERITY),
    "helps": Symbol(Options(tuple(HELPS)), both("What helps?", "Beth sy'n helpu?"), HELPS),
    "seen_on": simple(DATE, "Seen on", "Gwelwyd ar"),
}
SCOPE = Scope(
    own=OWN,
    forms={
        "want": FormScope(
            {"wish": simple(TEXT, "Your wish", "Eich dymuniad"), "agreed": choice(both("Agreed?", "Cytuno?"), YES_NO)},
            "once",
            both("What you would like", "Yr hyn a hoffech"),
        ),
        "look": FormScope(LOOK, "each_voice", both("Looking at it together", "Edrych gyda'n gilydd")),
        "went": FormScope(
            {"how": choice(both("How was it?", "Sut oedd hi?"), FACES, ordered=True), "worries": WORRIES},
            "again",
            both("How it went", "Sut aeth hi"),
        ),
    },
    voices={
        "resident": both("Resident", "Preswylydd"),
        "family": both("Family", "Teulu"),
        "staff": both("Staff", "Staff"),
    },
    single_voices=frozenset({"resident"}),
    measures={
        "belonging": choice(both("Do you belong here?", "Ydych chi'n perthyn yma?"), FACES, ordered=True),
        "steps": simple(NUMBER, "Steps", "Camau"),
    },
    conditions={
        "serious_worry": parse('any(w.severity == "serious" for w in worries)'),
        "worried_outside": parse('goes_out == "yes" and worry >= "quite"'),
        "both_of_them": parse("serious_worry and worried_outside"),
        "round_and_round": parse("there_and_back or answered(hopes)"),
        "there_and_back": parse("round_and_round"),
        "mistaken": parse("no_such_question"),
    },
    functions={
        "syllables": Function(
            (TEXT,), NUMBER, lambda text: len(text) // 3, both("the beats in {0}", "y curiadau yn {0}")
        ),
        "falls_over": Function((NUMBER,), NUMBER, lambda number: number / 0, both("a fall of {0}", "cwymp o {0}")),
        "is_kind": Function(
            (TEXT,), BOOL, lambda text: "kind" in text, both("{0} sounds kind", "mae {0} yn swnio'n garedig")
        ),
    },
)
