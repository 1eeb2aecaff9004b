"""Rows that name somebody: not asked is hidden, a yes opens, a no closes everywhere, and nobody takes away what they never saw."""

from __future__ import annotations

import html
import re

import pytest

from core import testing
from core.check import check_paths, line_of
from forms.records import Response
from workflows.records import Case

PACK = {
    "pack.yaml": """
pack: ring
title: {en: Ring, cy: Cylch}
version: 1.0.0
languages: [en, cy]
needs: {packs: [home]}
keeps: {answers: 1 year}
""",
    "around.yaml": """
form: around
title: {en: Who is around us, cy: Pwy sydd o'n cwmpas}
subject: home
voices: [resident, family, staff, kitchen]
audience: community_map_home
mode: all
pages:
  - id: all
    questions:
      - id: who
        ask: {en: Who?, cy: Pwy?}
        type: group
        repeat: {at_most: 9, consent: may_we_show}
        questions:
          - {id: person, ask: {en: Name, cy: Enw}, type: person}
          - {id: brings, ask: {en: What do they bring?, cy: Beth maen nhw'n ei gynnig?}, type: text}
          - {id: may_we_show, ask: {en: May we show them?, cy: Gawn ni eu dangos?}, type: yes_no_not_sure, audience: community_map_unasked}
""",
    "ring.yaml": """
workflow: ring
title: {en: A ring, cy: Cylch}
subject: home
started_by: [host]
audience: community_map_home
forms: [around]
steps:
  - id: here
    title: {en: Here, cy: Yma}
    ask: [{form: around, of: each_voice}]
    transitions: [{id: done, to: done, label: {en: Done, cy: Wedi gorffen}, by: [host], freely: true}]
  - {id: done, title: {en: Done, cy: Wedi gorffen}, final: true}
""",
}


class Ring:
    """A table where Siân leads, and Carys and the cook have places. Siân may ask for a yes; the cook may not see who was not asked."""

    def __init__(self, folder):
        (folder / "ring").mkdir()
        for name, text in PACK.items():
            (folder / "ring" / name).write_text(text, encoding="utf-8")
        self.house = testing.house(plugins_dir=folder)
        self.cast = testing.home_with_cast(self.house, modules=["ring"])
        self.app = testing.app(self.house)
        self.at = self.by("sian").post("/h/hafan/cases/new", {"ref": "ring.ring"}).headers["Location"]
        for who, voice in (("carys", "family"), ("huw", "kitchen")):
            self.by("sian").post(f"{self.at}/seat", {"voice": voice, "person": self.cast.people[who].id})

    def by(self, who):
        return testing.browser(self.house, self.cast.accounts[who], self.app)

    def seat(self, who):
        with self.house.store.read("hafan") as tx:
            return Case.need(tx, self.at.rpartition("/")[2]).seats_of(self.cast.people[who].id)[0].id

    def says(self, who, *rows, by=None):
        """(name, what they bring, the yes) on somebody's seat, written by them or by somebody else."""
        given = [{"person": {"name": name}, "brings": brings, "may_we_show": yes} for name, brings, yes in rows]
        sent = self.by(by or who).answer(self.at, "around", {"who": given}, self.seat(who))
        assert "/heard/" in sent.headers["Location"]

    def kept(self, whose):
        """What is kept on somebody's seat."""
        seat = self.seat(whose)
        with self.house.store.read("hafan") as tx:
            (found,) = Response.find(tx, {"seat": seat})
        return found

    def reads(self, reader, whose):
        """What one person reads of another's answers; "" where there is nothing for them."""
        page = self.by(reader).get(f"/h/hafan/answers/{self.kept(whose).id}")
        return html.unescape(re.sub(r"<[^>]+>", " ", page.text)) if page.status_code == 200 else ""


@pytest.fixture
def ring(tmp_path):
    return Ring(tmp_path)


def test_whoever_was_not_asked_is_hidden_from_all_but_the_writer_and_those_who_ask(ring):
    ring.says("huw", ("Grocer on the corner", "Remembers the van", ""), ("Lynne", "Songs", "yes"))
    for reader in ("carys", "rhodri", "owen"):
        assert "Lynne" in ring.reads(reader, "huw")
        assert "Grocer" not in ring.reads(reader, "huw")
        assert "the van" not in ring.reads(reader, "huw")
    for reader in ("huw", "sian"):
        assert "Grocer on the corner" in ring.reads(reader, "huw")


@pytest.mark.parametrize("answer", ["no", "not_sure"])
def test_only_a_yes_opens_a_row(ring, answer):
    ring.says("huw", ("Lynne", "Songs", answer))
    assert ring.reads("carys", "huw") == ""


def test_a_no_closes_the_rows_that_others_wrote_about_the_same_person(ring):
    ring.says("huw", ("Lynne  Price", "Songs", "yes"), ("Chapel", "Sundays", "yes"))
    assert "Lynne" in ring.reads("rhodri", "huw")
    ring.says("carys", ("lynne price", "", "no"))
    assert "Lynne" not in ring.reads("rhodri", "huw")
    assert "Chapel" in ring.reads("rhodri", "huw")


def test_a_yes_that_was_taken_back_closes_the_earlier_versions_too(ring):
    ring.says("huw", ("Lynne", "Songs on Sundays", "yes"), ("Chapel", "Tea", "yes"))
    ring.says("huw", ("Lynne", "Songs", "not_sure"), ("Chapel", "Tea and cake", "yes"))
    said = ring.reads("carys", "huw")
    assert "Tea and cake" in said
    assert "Tea ·" in said or "Chapel · Tea" in said
    assert "Lynne" not in said


def test_somebody_who_changes_the_answer_leaves_what_they_cannot_see(ring):
    ring.says("carys", ("Auntie Bron", "Letters", ""), ("Chapel", "Sundays", "yes"), by="sian")
    begun = ring.by("huw").post(f"{ring.at}/answer", {"form": "around", "seat": ring.seat("carys")})
    page = ring.by("huw").get(begun.headers["Location"]).text
    assert "Chapel" in page
    assert "Auntie Bron" not in page
    ring.says("carys", ("Chapel", "Sundays and Wednesdays", "yes"), ("The school", "Carols", "yes"), by="huw")
    kept = ring.reads("sian", "carys")
    assert "Auntie Bron · Letters" in kept
    assert "Sundays and Wednesdays" in kept
    assert "The school" in kept
    assert kept.index("Auntie Bron") < kept.index("Wednesdays")


def test_whoever_sees_a_row_may_take_it_out(ring):
    ring.says("carys", ("Auntie Bron", "Letters", ""), ("Chapel", "Sundays", "yes"), by="sian")
    sian = ring.by("sian")
    draft = sian.post(f"{ring.at}/answer", {"form": "around", "seat": ring.seat("carys")}).headers["Location"]
    rows = list(dict.fromkeys(re.findall(r'name="who\.([0-9a-z]+)\.', sian.get(draft).text)))
    typed = {"_at": "_all", "who._row": rows, f"who.{rows[1]}.person.name": "Chapel"}
    sian.post(draft, {**typed, "_remove": f"who:{rows[0]}"})
    sian.post(draft, {**typed, "who._row": rows[1:], "_go": "send"})
    assert [row["answers"]["person"]["name"] for row in ring.kept("carys").values()["who"]] == ["Chapel"]


@pytest.mark.parametrize(("wrong", "says"), [("may_we_shw", "may_we_show"), ("brings", "such questions here are")])
def test_what_asks_for_the_yes_is_a_question_of_the_group(tmp_path, wrong, says):
    (tmp_path / "ring").mkdir()
    for name, text in PACK.items():
        (tmp_path / "ring" / name).write_text(text.replace("consent: may_we_show", f"consent: {wrong}"), "utf-8")
    lines = [line_of(one) for one in check_paths([tmp_path / "ring"]).problems]
    assert any("E314" in line and says in line for line in lines), lines
