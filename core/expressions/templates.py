"""The sentences an expression can be said in. `sure` is Welsh we stand by; `review` awaits a native speaker.

Welsh names an answer as *yr ateb i "…"*, so that no label ever has to mutate.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.text import Text


def sure(en: str, cy: str) -> Text:
    return Text({"en": en, "cy": cy})


def review(en: str, cy: str) -> Text:
    return Text({"en": en, "cy": cy}, review=("cy",))


TEMPLATES: Mapping[str, Text] = {
    # What an answer is called.
    "quoted": sure('"{a}"', '"{a}"'),
    "in form": sure("{a} (in {b})", "{a} (yn {b})"),
    "answer": sure("{a}", "yr ateb i {a}"),
    "answer of voice": sure("{a} as answered by {b}", "ateb {b} i {a}"),
    "answer latest": sure("the newest answer to {a}", "yr ateb diweddaraf i {a}"),
    "answer item": sure("the answer", "yr ateb"),
    "the": sure("the {a}", "{a}"),
    "answers": sure("answers to {a}", "yr atebion i {a}"),
    "answers of voices": sure("voices' answers to {a}", "atebion y lleisiau i {a}"),
    "answers last": review("last {b} answers to {a}", "y {b} ateb diwethaf i {a}"),
    "options of": review("options chosen in {a}", "y dewisiadau yn yr ateb i {a}"),
    "pictures of": review("pictures sorted in {a}", "y lluniau a ddidolwyd yn {a}"),
    "with": review("{a} for which {b}", "{a} lle mae hyn yn wir: {b}"),
    # What the moment gives.
    "today": sure("today", "heddiw"),
    "voice": sure("the voice that is answering", "y llais sy'n ateb"),
    "subject": review("whoever it is about", "y person dan sylw"),
    "day": sure("{a} {b} {c}", "{a} {b} {c}"),
    # Conditions.
    "==": sure("{a} is {b}", "{a} yw {b}"),
    "!=": review("{a} is answered and is not {b}", "mae ateb, ac nid {b} yw {a}"),
    "not ==": review("{a} is not {b} (or there is no answer yet)", "nid {b} yw {a} (neu nid oes ateb eto)"),
    "number <": sure("{a} is less than {b}", "mae {a} yn llai na {b}"),
    "number <=": sure("{a} is at most {b}", "mae {a} yn {b} ar y mwyaf"),
    "number >": sure("{a} is more than {b}", "mae {a} yn fwy na {b}"),
    "number >=": sure("{a} is at least {b}", "mae {a} yn {b} o leiaf"),
    "date <": sure("{a} is before {b}", "mae {a} cyn {b}"),
    "date <=": review("{a} is on or before {b}", "mae {a} ar {b} neu cyn hynny"),
    "date >": sure("{a} is after {b}", "mae {a} ar ôl {b}"),
    "date >=": review("{a} is on or after {b}", "mae {a} ar {b} neu ar ôl hynny"),
    "scale <": review("{a} is below {b}", "mae {a} yn is na {b}"),
    "scale <=": review("{a} is at most {b}", "{a} yw {b} ar y mwyaf"),
    "scale >": review("{a} is above {b}", "mae {a} yn uwch na {b}"),
    "scale >=": review("{a} is at least {b}", "{a} yw {b} o leiaf"),
    "includes": sure("{a} includes {b}", "mae {a} yn cynnwys {b}"),
    "includes not": review("{a} is answered and does not include {b}", "mae ateb i {c}, ac nid yw'n cynnwys {b}"),
    "not includes": review(
        "{a} does not include {b} (or there is no answer yet)", "nid yw {a} yn cynnwys {b} (neu nid oes ateb eto)"
    ),
    "one of them is": review("one of {a} is {b}", "un o {a} yw {b}"),
    "none of them is": review(
        "there are some, and none of {a} is {b}", "mae rhai wedi'u rhoi, ac nid {b} yw'r un o {a}"
    ),
    "is one of": sure("{a} is {b}", "{a} yw {b}"),
    "is none of": review("{a} is answered and is not {b}", "mae ateb, ac nid {b} yw {a}"),
    "answered": sure("{a} is answered", "mae ateb i {a}"),
    "not answered": sure("{a} is not answered", "nid oes ateb i {a}"),
    "answered by some": sure("somebody has answered {a}", "mae rhywun wedi ateb {a}"),
    "not answered by some": sure("nobody has answered {a}", "nid oes neb wedi ateb {a}"),
    "declined": review("somebody chose not to answer {a}", "dewisodd rhywun beidio ag ateb {a}"),
    "holds": sure("{a} is so", "mae {a} yn wir"),
    "not": sure("it is not so that {a}", "nid yw hyn yn wir: {a}"),
    "not or nothing": review(
        "it is not so that {a} (or there is no answer yet)", "nid yw hyn yn wir: {a} (neu nid oes ateb eto)"
    ),
    "and": sure("{a} and {b}", "{a}, a hefyd {b}"),
    "or": sure("{a} or {b}", "{a}, neu {b}"),
    "apart": sure("({a})", "({a})"),
    "either": sure("{a} or {b}", "{a} neu {b}"),
    "listed": sure("{a} and {b}", "{a} a {b}"),
    "comma": sure("{a}, {b}", "{a}, {b}"),
    "begins": review("{a} begins with the words {b}", "mae {a} yn dechrau gyda'r geiriau {b}"),
    "contains": sure("{a} has the words {b} in it", "mae {a} yn cynnwys y geiriau {b}"),
    # Rows.
    "any": review("for at least one of {a}, {b}", "yn o leiaf un o {a}, {b}"),
    "all": review("for every one of {a} (and there is at least one), {b}", "ym mhob un o {a} (ac mae o leiaf un), {b}"),
    "sum each": review("the sum of {b} over {a}", "cyfanswm {b} dros {a}"),
    # Numbers and dates that are worked out.
    "number of": sure("the number of {a}", "nifer {a}"),
    "times": review("the number of times {a} was filled in", "nifer y troeon y llenwyd {a}"),
    "sum": sure("the sum of {a}", "cyfanswm {a}"),
    "mean": sure("the average of {a}", "cyfartaledd {a}"),
    "number min": sure("the smallest of {a}", "y lleiaf o {a}"),
    "number max": sure("the largest of {a}", "y mwyaf o {a}"),
    "date min": review("the earliest of {a}", "y cynharaf o {a}"),
    "date max": review("the latest of {a}", "y diweddaraf o {a}"),
    "scale min": review("the lowest of {a}", "yr isaf o {a}"),
    "scale max": review("the highest of {a}", "yr uchaf o {a}"),
    "+": sure("{a} plus {b}", "{a} plws {b}"),
    "-": sure("{a} minus {b}", "{a} minws {b}"),
    "*": review("{a} times {b}", "{a} wedi'i luosi â {b}"),
    "/": review("{a} divided by {b}", "{a} wedi'i rannu â {b}"),
    "//": review("{a} divided by {b}, whole ones only", "{a} wedi'i rannu â {b}, rhifau cyfan yn unig"),
    "%": review("what is left of {a} divided by {b}", "gweddill {a} wedi'i rannu â {b}"),
    "minus": sure("minus {a}", "minws {a}"),
    "days after": sure("{b} days after {a}", "{b} diwrnod ar ôl {a}"),
    "days before": sure("{b} days before {a}", "{b} diwrnod cyn {a}"),
    "days between": review("the number of days from {a} to {b}", "nifer y dyddiau o {a} hyd at {b}"),
    "days_since": sure("the number of days since {a}", "nifer y dyddiau ers {a}"),
    "weeks_since": sure("the number of whole weeks since {a}", "nifer yr wythnosau cyfan ers {a}"),
    "age": review("the age today, in years, from {a}", "yr oedran heddiw, mewn blynyddoedd, o {a}"),
    "lower": sure("{a} in small letters", "{a} mewn llythrennau bach"),
    "round": review("{a} rounded to {b} decimal places", "{a} wedi'i dalgrynnu i {b} lle degol"),
    "round whole": review("{a} rounded to a whole number", "{a} wedi'i dalgrynnu i rif cyfan"),
    "if": review("{b} when {a}, and otherwise {c}", "{b} pan fo hyn yn wir: {a}; fel arall {c}"),
}

MONTHS: Mapping[str, str] = {
    "en": "January February March April May June July August September October November December",
    "cy": "Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref Tachwedd Rhagfyr",
}
