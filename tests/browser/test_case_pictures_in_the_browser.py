"""Pictures of a case as a browser draws them: every word inside its drawing, none over another, readable on a telephone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.case_pictures import AskedQuestion, CasePictureData, Chair, KeptDay, VoiceAnswers
from core.pictures import Step
from core.text import Text
from plugins.community_map import changes, rings
from plugins.exchange import round_table
from plugins.leap import before_and_now, wheel
from plugins.leap.turns import FORMS
from plugins.risk_benefit import balance, goes, worry_map

CSS = Path(__file__).parents[2] / "core" / "web" / "static" / "css"
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
WORDS = {
    "misunderstood": Text({"en": "Being misunderstood", "cy": "Camddealltwriaeth"}),
    "others_ideas": Text({"en": "Ideas that others already have", "cy": "Syniadau sydd gan eraill yn barod"}),
    "noise": Text({"en": "Noise", "cy": "Sŵn"}),
}
SCALES = {
    "how_much": ("Ychydig", "Llawer", "Dyna pwy ydw i"),
    "severity": ("Bach", "Yn peri gofid", "Difrifol"),
    "how_it_was": ("not_good", "unsure", "good"),
}
NAMES = (
    "Emrys Bowen",
    "Gwenllian Llewelyn-Hughes",
    LONG,
    "Carys Bowen",
    "",
    "Bethan",
    "Huw",
    "Kofi",
    "Ruth",
    "Aled",
    "Marek",
)
VOICE = Text({"en": "Visiting social worker, nurse or therapist", "cy": "Gweithiwr cymdeithasol sy'n ymweld"})

WHAT_IS_WRONG = """() => {
  const wrong = [];
  const box = (one) => one.getBoundingClientRect();
  for (const drawing of document.querySelectorAll("svg.picture__svg")) {
    const all = box(drawing), texts = [...drawing.querySelectorAll("text")];
    for (const [n, text] of texts.entries()) {
      const a = box(text);
      if (a.left < all.left - 1 || a.right > all.right + 1 || a.top < all.top - 1 || a.bottom > all.bottom + 1)
        wrong.push("outside: " + text.textContent);
      if (a.height < 12) wrong.push("too small: " + text.textContent);
      for (const other of texts.slice(n + 1)) {
        const b = box(other);
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > 2 && down > 6) wrong.push(text.textContent + " over " + other.textContent);
      }
    }
  }
  if (document.documentElement.scrollWidth > innerWidth) wrong.push("sideways");
  return wrong;
}"""


def question(id: str) -> AskedQuestion:
    steps = tuple(Step(word if id == "how_it_was" else str(n), Text({"cy": word})) for n, word in enumerate(SCALES[id]))
    return AskedQuestion(id, Text({"cy": id}), "words_scale", steps)


def hard_case() -> CasePictureData:
    """Eleven chairs with long and missing names, forty worries, a run of goes."""
    states = ("heard", "waiting", "chose_not_to")
    chairs = [
        Chair(f"s{n}", VOICE, name, Text({"en": "invited", "cy": "gwahoddwyd"}), states[n % 3])
        for n, name in enumerate(NAMES)
    ]
    asked = {
        "my_view": {
            "in_the_way": AskedQuestion(
                "in_the_way",
                Text({"en": "What gets in the way?", "cy": "Beth sy'n rhwystro?"}),
                "choices",
                tuple(Step(id, words) for id, words in WORDS.items()),
            )
        },
        "choice_look": {
            "could_go_well": AskedQuestion("could_go_well", VOICE, "group", (), {"how_much": question("how_much")}),
            "worries": AskedQuestion("worries", VOICE, "group", (), {"severity": question("severity")}),
        },
        "choice_went": {"how_it_was": question("how_it_was")},
    }
    views, looks, went = [], [], []
    for n, name in enumerate(NAMES):
        rows = [{"answers": {"worry": LONG if k % 3 else "A wet floor", "severity": str(k % 3)}} for k in range(4)]
        good = [
            {"answers": {"good_thing": "Tea with everyone, every afternoon, by the window", "how_much": str(n % 3)}}
        ]
        here = {"seat": f"s{n}", "person": name, "voice": VOICE}
        views.append(VoiceAnswers({"in_the_way": ["noise", "misunderstood"] if n % 2 else ["others_ideas"]}, **here))
        looks.append(
            VoiceAnswers(
                {"worries": rows, "could_go_well": good, "if_we_say_no": [{"answers": {"lost": LONG}}]}, **here
            )
        )
        went.append(
            VoiceAnswers(
                {"how_it_was": ("good", "unsure")[n % 2]},
                **here,
                day=date(2026, 9, n + 1),
                on=Text({"en": f"{n + 1} September 2025"}),
            )
        )
    answers = {"my_view": tuple(views), "choice_look": tuple(looks), "choice_went": tuple(went)}
    return CasePictureData(Text({"en": "Hard", "cy": "Anodd"}), "Emrys Bowen", tuple(chairs), asked, answers)


def hard_turn() -> CasePictureData:
    """A turn of learning with three long signs that have moved, after five others."""
    scale = AskedQuestion("is_now", VOICE, "words_scale", tuple(Step(str(n), WORDS["noise"]) for n in range(4)))
    rows = [{"row": str(n), "answers": {"different": LONG, "sign": LONG, "is_now": str(n)}} for n in range(3)]
    now = [{"row": str(n), "answers": {"is_now": str(3 - n)}} for n in range(3)]
    sent = {
        "leap_difference": (VoiceAnswers({"differences": rows}),),
        "leap_signs": (VoiceAnswers({"signs": rows}),),
        "leap_learn": (VoiceAnswers({"how_far": now, "we_learnt": LONG}),),
    }
    asked = {"leap_signs": {"signs": AskedQuestion("signs", VOICE, "group", (), {"is_now": scale})}}
    steps = tuple(Step(id, VOICE) for id in (*FORMS, "rested"))
    one = CasePictureData(VOICE, "", (), asked, sent, topic=LONG, steps=steps, step="along")
    return replace(one, earlier=(replace(one, step="rested"),) * 5)


def hard_map() -> CasePictureData:
    """More people than there is room for, with long names, two descriptions each, and a day on which none of them was there."""
    ties = ("both_ways", "from_here", "to_here", "lost_touch")
    rows = [
        {
            "row": str(n),
            "answers": {
                "who": {"id": None, "name": f"{LONG} {n}"},
                "how_near": ("home", "near", "further")[n % 3],
                "tie": ties[n % 4],
                "tie_other_end": ties[n // 4 % 4],
            },
        }
        for n in range(60)
    ]
    return CasePictureData(
        VOICE,
        LONG,
        answers={"map_who": (VoiceAnswers({"who_there_is": rows}),)},
        kept=(KeptDay(date(2026, 6, 1), Text({"en": "1 June 2026", "cy": "1 Mehefin 2026"})),),
    )


@pytest.mark.parametrize("width", [320, 820])
@pytest.mark.parametrize("language", ["en", "cy"])
def test_no_word_leaves_its_drawing_or_lies_over_another(page, width, language):
    data = hard_case()
    drawn = [made.draw(data, language).svg for made in (round_table, balance, worry_map, goes)]
    drawn += [made.draw(hard_turn(), language).svg for made in (wheel, before_and_now)]
    drawn += [made.draw(hard_map(), language).svg for made in (rings, changes)]
    page.set_viewport_size({"width": width, "height": 900})
    page.set_content(f"<!doctype html><title>Pictures</title><main class='page'>{''.join(drawn)}</main>")
    for sheet in ("theme.css", "base.css", "faces.css", "pictures.css", "case_pictures.css", "home_pictures.css"):
        page.add_style_tag(content=(CSS / sheet).read_text(encoding="utf-8").replace("url(", "local("))
    assert page.locator("svg.picture__svg").count() == 8
    assert page.evaluate(WHAT_IS_WRONG) == []


def test_the_check_itself_notices_words_that_lie_over_each_other(page):
    page.set_content(
        "<svg class='picture__svg' viewBox='0 0 100 50'><text x='5' y='30'>One</text><text x='9' y='30'>Two</text></svg>"
    )
    assert page.evaluate(WHAT_IS_WRONG) == ["One over Two"]
