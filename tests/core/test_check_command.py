"""`cartref check`: every problem at once, each with its place; 0 all well, 1 something to put right, 2 nothing there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.check import check_paths
from core.cli import main
from core.codes import CODES

ROOT = Path(__file__).parents[2]
WORDS = "words: {id}\nentries:\n  - {{instead_of: [x{id}], try: {{en: [y], cy: [y]}}, because: {{en: a, cy: a}}}}\n"


def _check(*words: str | Path):
    result = CliRunner().invoke(main, ["check", *(str(word) for word in words)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout.splitlines(), result.stderr


@pytest.fixture
def pack(tmp_path):
    folder = tmp_path / "garden"
    folder.mkdir()
    head = "pack: garden\ntitle: {en: Garden, cy: Gardd}\nversion: 1.0.0\nkeeps: {answers: 8 years}\n"
    (folder / "pack.yaml").write_text(head, encoding="utf-8")
    (folder / "ours.yaml").write_text(WORDS.format(id="ours"), encoding="utf-8")
    return folder


def test_a_pack_that_is_well_is_one_line(pack):
    assert _check(pack) == (0, ["1 pack, 1 definition: 0 errors, 0 warnings"], "")


def test_every_problem_is_one_line_sorted_with_its_place(pack):
    (pack / "b.yaml").write_text("words: b\nentry: []\nentries: []\ntitel: x\n", encoding="utf-8")
    (pack / "a.yaml").write_text("wrods: a\n", encoding="utf-8")
    code, lines, _ = _check(pack)
    assert code == 1
    assert [line.partition(" ")[0].rpartition("/")[2] for line in lines[:-1]] == [
        "a.yaml:1:1",
        "b.yaml:2:1",
        "b.yaml:4:1",
    ]
    assert "E101 'wrods' is not a kind of definition; did you mean 'words'?" in lines[0]
    assert "E103 unknown key 'titel' in a words list; did you mean 'title'?" in lines[2]
    assert lines[-1] == "1 pack, 1 definition: 3 errors, 0 warnings"


def test_the_same_as_json(pack):
    (pack / "a.yaml").write_text("wrods: a\n", encoding="utf-8")
    code, lines, _ = _check(pack, "--json")
    said = json.loads("\n".join(lines))
    assert code == 1
    assert {key: said[key] for key in ("packs", "definitions", "errors", "warnings")} == {
        "packs": 1, "definitions": 1, "errors": 1, "warnings": 0,
    }  # fmt: skip
    (problem,) = said["problems"]
    assert (problem["code"], problem["line"], problem["column"], problem["severity"]) == ("E101", 1, 1, "error")
    assert problem["file"].endswith("a.yaml")


def test_a_folder_of_packs_is_each_of_them(pack):
    second = pack.parent / "orchard"
    second.mkdir()
    (second / "pack.yaml").write_text((pack / "pack.yaml").read_text().replace("garden", "orchard"), encoding="utf-8")
    assert _check(pack.parent)[1] == ["2 packs, 1 definition: 0 errors, 0 warnings"]
    assert _check(pack, pack.parent)[1] == ["2 packs, 1 definition: 0 errors, 0 warnings"]


def test_what_tests_keep_below_a_folder_is_not_looked_at(pack):
    broken = pack.parent / "tests" / "broken"
    broken.mkdir(parents=True)
    (broken / "pack.yaml").write_text("pack: [\n", encoding="utf-8")
    assert _check(pack.parent)[0] == 0
    assert _check(broken)[0] == 1


def test_a_file_in_no_pack_is_read_as_one_in_both_languages(tmp_path):
    file = tmp_path / "ours.yaml"
    file.write_text("words: ours\ntitle: Words\nentries: []\n", encoding="utf-8")
    code, lines, _ = _check(file)
    assert code == 1
    assert any("E107 this text has no Welsh" in line for line in lines)
    assert lines[-1] == "0 packs, 1 definition: 1 error, 0 warnings"


def test_a_file_in_a_pack_is_checked_among_its_neighbours_and_only_its_own_problems_are_said(pack):
    (pack / "a.yaml").write_text("wrods: a\n", encoding="utf-8")
    (pack / "b.yaml").write_text(WORDS.format(id="ours"), encoding="utf-8")
    code, lines, _ = _check(pack / "ours.yaml")
    assert code == 1
    assert len(lines) == 2
    assert "ours.yaml:1:8 E109" in lines[0]
    assert "it is in b.yaml already" in lines[0]
    assert _check(pack / "b.yaml")[0] == 0


def test_a_home_may_give_its_people_and_its_matrix_the_same_id():
    problems = check_paths([ROOT / "plugins" / "home"]).problems
    assert [problem for problem in problems if problem.code == "E109"] == []


def test_a_pack_on_the_path_stands_in_for_the_installed_one_of_the_same_name(tmp_path):
    folder = tmp_path / "home"
    folder.mkdir()
    text = (ROOT / "plugins" / "home" / "pack.yaml").read_text(encoding="utf-8")
    (folder / "pack.yaml").write_text(text, encoding="utf-8")
    (folder / "permissions.yaml").write_text(
        "permissions: home\ntitle: {en: a, cy: a}\nrows:\n  - {id: x, title: {en: a, cy: a}, may: {manager: full}}\n",
        encoding="utf-8",
    )
    code, lines, _ = _check(folder)
    assert code == 1
    assert any("there is no role 'manager'" in line for line in lines)


def test_a_pack_given_twice_under_two_folders_is_said(pack, tmp_path):
    other = tmp_path / "elsewhere" / "garden"
    other.mkdir(parents=True)
    (other / "pack.yaml").write_text((pack / "pack.yaml").read_text(), encoding="utf-8")
    code, lines, _ = _check(pack, other)
    assert code == 1
    assert "E604 a second pack 'garden'" in lines[0]


def test_a_plugin_of_code_on_the_path_teaches_its_kinds(pack):
    (pack / "plugin.py").write_text(
        "from core.api import *\nclass Song(Strict):\n    id: DefId\n"
        "@hookimpl\ndef definition_kinds():\n    return [DefinitionKind('song', Song)]\n",
        encoding="utf-8",
    )
    (pack / "calon_lan.yaml").write_text("song: calon_lan\n", encoding="utf-8")
    assert _check(pack) == (0, ["1 pack, 2 definitions: 0 errors, 0 warnings"], "")


def test_a_plugin_that_was_set_aside_is_a_problem_that_says_so(pack):
    (pack / "plugin.py").write_text("1 / 0\n", encoding="utf-8")
    code, lines, _ = _check(pack)
    assert code == 1
    assert any("E605 the plugin 'garden' was set aside: ZeroDivisionError" in line for line in lines)


def test_a_file_called_yml_is_not_passed_over_in_silence(pack):
    (pack / "more.yml").write_text("words: more\n", encoding="utf-8")
    code, lines, _ = _check(pack)
    assert code == 1
    assert "E606 this file ends in .yml and is not read; call it more.yaml" in lines[0]


def test_a_folder_without_a_pack_is_told_what_makes_one(tmp_path):
    (tmp_path / "ours.yaml").write_text(WORDS.format(id="ours"), encoding="utf-8")
    for folder in (tmp_path, tmp_path / "empty"):
        folder.mkdir(exist_ok=True)
        code, lines, _ = _check(folder)
        assert code == 1
        assert "E601 there is no pack.yaml here" in lines[0]


def test_a_path_that_is_not_there_is_one_sentence(tmp_path):
    assert _check(tmp_path / "nothing") == (2, [], f"There is nothing at {tmp_path / 'nothing'}.\n")
    assert _check()[0] == 2


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"", b"\x00", b"- 1\n- 2\n", b"words: &a x\n", b"a: " * 5000])
def test_no_file_however_strange_is_more_than_a_problem(pack, content):
    (pack / "strange.yaml").write_bytes(content)
    code, lines, _ = _check(pack)
    assert code == 1
    assert all(re.match(r"\S+:\d+:\d+ E\d{3} ", line) for line in lines[:-1])


def test_a_folder_called_like_a_file_is_only_a_folder(pack):
    (pack / "odd.yaml").mkdir()
    code, lines, _ = _check(pack)
    assert code == 1
    assert "E002 this file cannot be opened" in lines[0]


def test_every_code_the_core_uses_is_explained():
    used = {
        code
        for path in (ROOT / "core").glob("*.py")
        for code in re.findall(r"\"(E\d{3})\"", path.read_text(encoding="utf-8"))
    }
    assert used - set(CODES) == set()
    assert _check("--codes")[1][0].startswith("E001  ")
