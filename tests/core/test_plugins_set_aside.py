"""A plugin that cannot be used is set aside with its reason; the app starts all the same, unless it was told to be strict."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import testing
from core.hooks import Hooks, PluginFault
from core.plugins import StrictFailure, load
from core.records import Event
from core.web.app import create_app

GOOD = """
from core.api import PagePart, hookimpl
@hookimpl
def page_parts(slot, page):
    return [PagePart(f"<p>{slot} of {page.home.id}</p>")] if slot == "home.today" else []
"""

BROKEN = {
    "misspelt": ("@hookimpl\ndef picturs():\n    return []", "there is no hook 'picturs'; did you mean 'pictures'?"),
    "arguments": ("@hookimpl\ndef page_parts(slot, page, colour):\n    return []", "colour"),
    "raises": ("@hookimpl\ndef pictures():\n    raise KeyError('no paint')", "pictures() failed: KeyError: 'no paint'"),
    "leaves": ("raise SystemExit(3)", "SystemExit: 3"),
    "leaves_later": ("@hookimpl\ndef pictures():\n    raise SystemExit(3)", "pictures() failed: SystemExit: 3"),
    "type": ("@hookimpl\ndef pictures():\n    return ['a picture']", "pictures() returned str, not Picture"),
    "nothing": ("@hookimpl\ndef pictures():\n    return None", "pictures() failed: TypeError"),
    "import": ("import no_such_module_here", "ModuleNotFoundError: No module named 'no_such_module_here'"),
    "syntax": ("def f(:", "SyntaxError"),
    "line": ("\n\nx = 1 / 0", "ZeroDivisionError: division by zero (line.py, line 4)"),
    "pages": (
        "@hookimpl\ndef blueprints():\n    return [Blueprint('pages', lambda house: 1 / 0)]",
        "its pages 'pages' cannot be made: ZeroDivisionError: division by zero",
    ),
    "no_pages": (
        "@hookimpl\ndef blueprints():\n    return [Blueprint('no_pages', lambda house: 'a page')]",
        "make() gave str, not a Flask blueprint",
    ),
    "half_pages": (
        "import flask\ndef make(house):\n    made = flask.Blueprint('half', 'half')\n"
        "    made.add_url_rule('/half', 'half', lambda: 'half')\n    made.record(lambda state: 1 / 0)\n    return made\n"
        "@hookimpl\ndef blueprints():\n    return [Blueprint('half', make)]",
        "its pages 'half' cannot be made",
    ),
    "same_pages": (
        "import flask\n@hookimpl\ndef blueprints():\n"
        "    return [Blueprint('same_pages', lambda house: flask.Blueprint('forms', 'x'))]",
        "there is a blueprint 'forms' already",
    ),
}


def _write(folder: Path, name: str, code: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.py").write_text(f"from core.api import *\n{code}\n", encoding="utf-8")
    return folder


def _states(house) -> dict[str, tuple[str, str]]:
    return {one.name: (one.state, " ".join(one.problems)) for one in house.plugin_states()}


@pytest.fixture(scope="module")
def beside(tmp_path_factory):
    """A house with every broken plugin at once, and a good one among them."""
    folder = tmp_path_factory.mktemp("beside")
    for name, (code, _words) in BROKEN.items():
        _write(folder, name, code)
    (folder / "good.py").write_text(GOOD, encoding="utf-8")
    house = testing.house(plugins_dir=folder)
    return house, testing.app(house)


@pytest.mark.parametrize("name", list(BROKEN))
def test_a_broken_plugin_is_set_aside_with_its_reason(beside, name):
    house, _app = beside
    state, problems = _states(house)[name]
    assert state == "set aside"
    assert BROKEN[name][1] in problems


@pytest.mark.parametrize("name", ["misspelt", "leaves", "type", "pages"])
def test_with_strict_the_same_plugin_stops_the_start(tmp_path, name):
    folder = _write(tmp_path / "more", name, BROKEN[name][0])
    with pytest.raises(StrictFailure, match=name):
        create_app(testing.house(plugins_dir=folder, strict=True), testing.settings(strict=True))


def test_the_others_go_on_beside_a_broken_one(beside):
    house, app = beside
    cast = testing.home_with_cast(house, "beside")
    assert _states(house)["good"] == ("on", "")
    page = testing.browser(house, cast.accounts["mair"], app).get("/h/beside/")
    assert (page.status_code, "<p>home.today of beside</p>" in page.text) == (200, True)


def test_half_of_a_plugins_pages_is_none_of_them(beside):
    house, app = beside
    assert testing.browser(house, None, app).get("/half").status_code == 404


def test_the_manager_reads_the_reason_on_the_plugins_page_and_a_carer_finds_no_such_page(beside):
    house, app = beside
    cast = testing.home_with_cast(house, "reads")
    page = testing.browser(house, cast.accounts["mair"], app).get("/plugins")
    assert "did you mean &#39;pictures&#39;?" in page.text
    assert testing.browser(house, cast.accounts["bethan"], app).get("/plugins").status_code == 404


def test_a_page_part_that_fails_is_left_out_and_the_page_is_there(tmp_path):
    _write(tmp_path / "more", "fails", "@hookimpl\ndef page_parts(slot, page):\n    raise SystemExit")
    (tmp_path / "more" / "good.py").write_text(GOOD, encoding="utf-8")
    house = testing.house(plugins_dir=tmp_path / "more")
    cast = testing.home_with_cast(house)
    page = testing.browser(house, cast.accounts["mair"]).get("/h/hafan/")
    assert (page.status_code, "<p>home.today of hafan</p>" in page.text) == (200, True)


# -- keys, order, discovery --------------------------------------------------------------------------------------------

PICTURE = "@hookimpl\ndef pictures():\n    return [Picture('{key}', plain('A picture'), lambda data, language: None)]"


def test_a_key_that_two_plugins_give_sets_the_later_one_aside_whole_and_names_both(tmp_path):
    folder = _write(tmp_path / "more", "a_first", PICTURE.format(key="mine"))
    both = PICTURE.format(key="mine").replace("return [", "return [Picture('other', plain('x'), None), ")
    _write(folder, "b_second", both)
    found = load(folder)
    states = {one.name: (one.state, one.problems) for one in found.states}
    assert states["a_first"] == ("on", ())
    assert states["b_second"] == ("set aside", ("pictures: 'mine' is given by a_first already; choose another key",))
    assert "other" not in found.hooks.collected.of("pictures")


def test_the_order_in_which_plugins_come_changes_nothing_that_was_collected():
    from core.api import Picture, hookimpl, plain

    def plugin(key: str) -> object:
        class One:
            @hookimpl
            def pictures(self):
                return [Picture(key, plain(key), lambda data, language: None)]

        return One()

    orders = []
    for keys in ("abc", "cab"):
        hooks = Hooks()
        for key in keys:
            hooks.add(plugin(key), f"plugin_{key}")
        orders.append(list(hooks.collected.of("pictures")))
    assert orders[0] == orders[1] == ["a", "b", "c"]


def test_a_plugin_that_was_refused_hears_nothing_later():
    from core.api import hookimpl

    class Deaf:
        heard: tuple[str, ...] = ()

        @hookimpl
        def pictures(self):
            raise ValueError

        @hookimpl
        def answered(self, house, home, event):
            self.heard = (*self.heard, home)

    hooks, deaf = Hooks(), Deaf()
    with pytest.raises(PluginFault):
        hooks.add(deaf, "deaf")
    hooks.tell("answered", house=None, home="hafan", event=None)
    assert deaf.heard == ()


def test_a_listener_that_fails_is_named_and_the_next_one_hears_all_the_same():
    from core.api import hookimpl

    heard = []

    class Fails:
        @hookimpl
        def answered(self, event):
            raise SystemExit("no")

    class Hears:
        @hookimpl
        def answered(self, home, event):
            heard.append((home, event.what))

    hooks = Hooks()
    hooks.add(Fails(), "a_fails")
    hooks.add(Hears(), "b_hears")
    event = Event(id="e", at="2026-06-01T09:00:00Z", what="answered", actor="x", about={})
    assert hooks.tell("answered", house=None, home="hafan", event=event) == {"a_fails": "SystemExit: no"}
    assert heard == [("hafan", "answered")]


def test_a_folder_of_plugins_that_is_not_there_is_said(tmp_path):
    states = load(tmp_path / "nowhere").states
    assert [one.problems[0] for one in states if one.name == "nowhere"] == [
        f"{tmp_path / 'nowhere'} is not a folder; --plugins-dir names the folder that holds plugins"
    ]


def test_a_folder_that_is_no_plugin_says_what_would_make_it_one(tmp_path):
    (tmp_path / "notes").mkdir()
    state = next(one for one in load(tmp_path).states if one.name == "notes")
    assert state.state == "set aside"
    assert "pack.yaml" in state.problems[0]


def test_a_pack_of_yaml_alone_is_a_plugin(tmp_path):
    pack = tmp_path / "garden"
    pack.mkdir()
    (pack / "pack.yaml").write_text(
        "pack: garden\ntitle: The garden\nversion: 1.0.0\nlanguages: [en]\nkeeps: {answers: 8 years}\n",
        encoding="utf-8",
    )
    house = testing.house(plugins_dir=tmp_path)
    assert _states(house)["garden"] == ("on", "")
    assert "garden" in house.installed.packs


def test_a_pack_whose_files_do_not_pass_is_set_aside_and_says_the_line(tmp_path):
    pack = tmp_path / "garden"
    pack.mkdir()
    (pack / "pack.yaml").write_text("pack: garden\ntitle: The garden\nversion: 1\nkeeps: {a: b}\n", encoding="utf-8")
    house = testing.house(plugins_dir=tmp_path)
    state, problems = _states(house)["garden"]
    assert state == "set aside"
    assert "pack.yaml:3:10" in problems
    assert "garden" not in house.installed.packs


def test_a_check_that_breaks_sets_its_pack_aside_and_the_house_opens(tmp_path):
    code = "class Song(Strict):\n    id: DefId\n@hookimpl\ndef definition_kinds():\n"
    code += "    return [DefinitionKind('song', Song, lambda song, seen: 1 / 0)]"
    _write(tmp_path, "a_songs", code)
    pack = tmp_path / "garden"
    pack.mkdir()
    (pack / "pack.yaml").write_text(
        "pack: garden\ntitle: G\nversion: 1.0.0\nlanguages: [en]\nkeeps: {a: b}\n", encoding="utf-8"
    )
    (pack / "calon_lan.yaml").write_text("song: calon_lan\n", encoding="utf-8")
    state, problems = _states(testing.house(plugins_dir=tmp_path))["garden"]
    assert state == "set aside"
    assert "calon_lan.yaml:1:1 E607 this could not be checked (ZeroDivisionError: division by zero)" in problems


def test_the_trace_prints_each_call(caplog):
    from core.api import hookimpl

    class One:
        @hookimpl
        def pictures(self):
            return []

    Hooks(trace=True).add(One(), "one")
    assert "hook one → pictures()" in caplog.text


def test_importing_the_one_door_registers_nothing():
    import core.api

    assert [name for name in core.api.__all__ if not hasattr(core.api, name)] == []
    assert Hooks().collected.by_hook["pictures"] == {}
