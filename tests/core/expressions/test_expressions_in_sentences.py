"""An expression can be read aloud at a table, in English and in Welsh."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from core.expressions import Checked, DictEnv, Scope, check
from core.expressions.templates import MONTHS, TEMPLATES

SENTENCES = [
    (
        'contains(hopes, "shop", "van", "round")',
        '"What do you hope for?" has the words "shop", "van" or "round" in it',
        'mae\'r ateb i "Beth yw eich gobaith?" yn cynnwys y geiriau "shop", "van" neu "round"',
    ),
    (
        'goes_out == "yes" and worry >= "a_bit"',
        '"Do you go out?" is "Yes" and "How worried are you?" is at least "a bit"',
        'yr ateb i "Ydych chi\'n mynd allan?" yw "Ydw", a hefyd yr ateb i "Pa mor bryderus ydych chi?" yw "ychydig" o leiaf',
    ),
    (
        '"walk" in helps',
        '"What helps?" includes "A walk"',
        'mae\'r ateb i "Beth sy\'n helpu?" yn cynnwys "Tro"',
    ),
    (
        'not ("walk" in helps)',
        '"What helps?" does not include "A walk" (or there is no answer yet)',
        'nid yw\'r ateb i "Beth sy\'n helpu?" yn cynnwys "Tro" (neu nid oes ateb eto)',
    ),
    (
        'not (goes_out == "yes")',
        '"Do you go out?" is not "Yes" (or there is no answer yet)',
        'nid "Ydw" yw\'r ateb i "Ydych chi\'n mynd allan?" (neu nid oes ateb eto)',
    ),
    (
        'goes_out != "yes"',
        '"Do you go out?" is answered and is not "Yes"',
        'mae ateb, ac nid "Ydw" yw\'r ateb i "Ydych chi\'n mynd allan?"',
    ),
    ("not answered(hopes)", '"What do you hope for?" is not answered', 'nid oes ateb i "Beth yw eich gobaith?"'),
    (
        "answered(hopes) and count(helps) > 1",
        '"What do you hope for?" is answered and the number of options chosen in "What helps?" is more than 1',
        'mae ateb i "Beth yw eich gobaith?", a hefyd '
        'mae nifer y dewisiadau yn yr ateb i "Beth sy\'n helpu?" yn fwy na 1',
    ),
    (
        'any(w.severity == "serious" for w in voices(look.worries))',
        'for at least one of the voices\' answers to "What worries you?" (in "Looking at it together"), '
        '"How serious is it?" is "Serious"',
        'yn o leiaf un o atebion y lleisiau i "Beth sy\'n eich poeni?" (yn "Edrych gyda\'n gilydd"), '
        'yr ateb i "Pa mor ddifrifol?" yw "Difrifol"',
    ),
    (
        'all(v == "not_good" for v in last(belonging, 2))',
        'for every one of the last 2 answers to "Do you belong here?" (and there is at least one), '
        'the answer is "not good"',
        'ym mhob un o\'r 2 ateb diwethaf i "Ydych chi\'n perthyn yma?" (ac mae o leiaf un), yr ateb yw "ddim yn dda"',
    ),
    (
        "days_since(reviewed_on) > 84",
        'the number of days since "Looked at again on" is more than 84',
        'mae nifer y dyddiau ers yr ateb i "Edrychwyd eto ar" yn fwy na 84',
    ),
    (
        'reviewed_on >= "2026-02-01"',
        '"Looked at again on" is on or after 1 February 2026',
        'mae\'r ateb i "Edrychwyd eto ar" ar 1 Chwefror 2026 neu ar ôl hynny',
    ),
    (
        'goes_out in ("no", "not_sure") and (serious_worry or at_ease)',
        '"Do you go out?" is "No" or "Not sure" and ((for at least one of the answers to "What worries you?", '
        '"How serious is it?" is "Serious") or "At ease" is so)',
        'yr ateb i "Ydych chi\'n mynd allan?" yw "Nac ydw" neu "Ddim yn siŵr", a hefyd ((yn o leiaf un o\'r atebion i '
        '"Beth sy\'n eich poeni?", yr ateb i "Pa mor ddifrifol?" yw "Difrifol"), neu mae\'r ateb i "Yn gartrefol" yn wir)',
    ),
    (
        'voice(look.walks, "resident") > 2.5',
        '"Walks in a week" as answered by "Resident" is more than 2.5',
        'mae ateb "Preswylydd" i "Teithiau cerdded mewn wythnos" yn fwy na 2.5',
    ),
    ("(walks + 1) * 2", '("Walks in a week" plus 1) times 2', None),
    ("today + 7", "7 days after today", "7 diwrnod ar ôl heddiw"),
    (
        "is_kind(hopes)",
        '"What do you hope for?" sounds kind',
        "mae'r ateb i \"Beth yw eich gobaith?\" yn swnio'n garedig",
    ),
    ("times(went) > 2", 'the number of times "How it went" was filled in is more than 2', None),
    ('latest(went.how) < "good"', 'the newest answer to "How was it?" (in "How it went") is below "good"', None),
    ("declined(hopes)", 'somebody chose not to answer "What do you hope for?"', None),
]


@pytest.mark.parametrize(("source", "english", "welsh"), SENTENCES, ids=[line[0] for line in SENTENCES])
def test_a_condition_is_said_in_english_and_in_welsh(
    source: str, english: str, welsh: str | None, checked: Callable[[str], Checked]
) -> None:
    assert checked(source).say("en") == english
    assert welsh is None or checked(source).say("cy") == welsh


def test_every_template_has_both_languages_and_the_same_places() -> None:
    for key, text in TEMPLATES.items():
        assert set(text.words) == {"en", "cy"}, key
        assert set(text.review) <= {"cy"}, key
        if key not in ("!=", "includes not", "is none of"):
            places = [set(re.findall(r"\{(\w)\}", words)) for words in text.words.values()]
            assert places[0] == places[1], key
    assert [len(months.split()) for months in MONTHS.values()] == [12, 12]


def test_every_template_is_said_by_some_expression(home: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    said: set[str] = set()

    class Listening(dict[str, object]):
        def __getitem__(self, key: str) -> object:
            said.add(key)
            return super().__getitem__(key)

    monkeypatch.setattr("core.expressions.say.TEMPLATES", Listening(TEMPLATES))
    for source in [*(line[0] for line in SENTENCES), *MORE]:
        check(source, home).say("cy")
    assert set(TEMPLATES) - said == set()


MORE = """
walks < 1 or walks <= 2 or walks >= 3 or walks > 4 or -walks == 1
today < born or today <= born or today > born
worry < "quite" or worry <= "quite" or worry > "quite"
"walk" not in helps
"serious" in voices(look.severity) and "serious" not in voices(look.severity)
goes_out not in ("yes", "no")
answered(voices(look.walks)) and not answered(voices(look.walks))
not declined(hopes)
not serious_worry
contains(lower(hopes), "shop")
begins(hopes, "buy ") or not begins(hopes, "run ")
voice == "resident" and subject in circle
any(w.cost > 1 for w in worries if w.severity == "serious")
sum(w.cost for w in worries) - 1 > sum(walks, 2, 3) / mean(walks, 2)
min(walks, 1) // 2 > max(walks, 1) % 2
min(born, today) < max(born, today)
min(worry, worry_before) < max(worry, worry_before)
today - 7 > today
today - born > 1
weeks_since(born) > age(born)
round(walks) > round(walks, 1)
"yes" if at_ease else "no"
count(likes) > 1
""".strip().splitlines()


def test_a_label_with_an_article_in_it_is_never_changed() -> None:
    from core.expressions import TEXT, Symbol
    from core.text import Text

    label = Text({"cy": "Pwy yw yr un i ofyn?"})
    scope = Scope(own={"who": Symbol(TEXT, label)})
    assert '"Pwy yw yr un i ofyn?"' in check("answered(who)", scope).say("cy")


def test_another_language_hears_english(checked: Callable[[str], Checked]) -> None:
    assert checked("answered(hopes)").say("fr") == '"What do you hope for?" is answered'


def test_what_the_page_cannot_change_is_decided_before_it_is_sent(checked: Callable[[str], Checked]) -> None:
    env = DictEnv(
        own={"goes_out": "yes"},
        once={"want": {"wish": "a secret"}},
        each_voice={"look": [("resident", {"severity": "serious", "walks": 7})]},
    )
    sent = checked('goes_out == "yes" and want.wish == "a secret" and "serious" in voices(look.severity)').for_browser(
        env
    )
    assert sent == [
        "and",
        ["==", ["get", "text", "own", None, "goes_out", ""], ["value", "text", "yes"]],
        ["truth", True],
        ["truth", True],
    ]


def test_an_answer_from_elsewhere_never_leaves_the_server(checked: Callable[[str], Checked]) -> None:
    env = DictEnv(once={"want": {"wish": "a secret"}}, each_voice={"look": [("resident", {"walks": 7})]})
    assert checked("hopes == want.wish").for_browser(env) is None
    assert checked("walks > sum(voices(look.walks))").for_browser(env) is None
    assert checked("any(v > walks for v in voices(look.walks))").for_browser(env) is None
    assert checked("syllables(hopes) > 1").for_browser(env) is None
    assert checked("count(voices(look.walks)) > 0").for_browser(env) == ["truth", True]
    assert checked("walks > times(went)").for_browser(env) is not None
