"""The command line, as it is typed: what works, and every mistake in one sentence."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from threading import Timer

import pytest
from click.testing import CliRunner

from core import accounts, doctor, homes, serve, testing, worries
from core.accounts import Pretend
from core.cli import main
from core.house import open_house

ROOT = Path(__file__).parents[2]
PASS = "three green hens"


@pytest.fixture
def data(tmp_path, monkeypatch) -> Path:
    folder = tmp_path / "records"
    monkeypatch.setenv("CARTREF_DATA", str(folder))
    for name in ("PORT", "CARTREF_HOST", "CARTREF_HOSTS", "CARTREF_HTTPS", "CARTREF_PLUGINS_DIR", "CARTREF_KEY"):
        monkeypatch.delenv(name, raising=False)
    return folder


def _open_quickly(settings, store, clock=None):
    """The bundled plugins are loaded once for all commands of this file."""
    if settings.plugins_dir is not None or settings.strict:
        return open_house(settings, store, clock)
    return testing.house(store=store, clock=clock)


@pytest.fixture
def cartref(data, monkeypatch):
    """Types a command; gives its exit status, its output, and what it said of trouble."""
    monkeypatch.setattr(serve, "open_house", _open_quickly)

    def type_(*words: str, typed: str | None = None):
        result = CliRunner().invoke(main, list(words), input=typed)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.stdout, result.stderr

    return type_


def _sentence(text: str) -> bool:
    return text.count("\n") == 1 and text.endswith(".\n") and "Traceback" not in text


# -- a real home, from nothing -------------------------------------------------------------------------------------------


def test_a_real_home_begins_with_two_commands(cartref, data):
    code, said, _ = cartref("home", "create", "Tŷ'r Afon", "--lead", "Mair Evans")
    assert code == 0
    assert "Its short name is ty_r_afon" in said
    code, said, _ = cartref(
        "account", "create", "mair", "--home", "ty_r_afon", "--person", "Mair Evans", "--role", "manager",
        "--password-stdin", typed=PASS + "\n",
    )  # fmt: skip
    assert (code, said) == (0, "Made mair. They can sign in now.\n")
    with serve.opened(serve.settings_or_fail()) as house:
        token = accounts.sign_in(house, "mair", PASS)
        account = accounts.who(house, token)
        person = homes.person(house, "ty_r_afon", account.people["ty_r_afon"])
        assert (person.name, person.roles) == ("Mair Evans", ("manager",))
        assert house.home("ty_r_afon").worried == {"lead": "Mair Evans"}
    assert "ty_r_afon" in cartref("home", "list")[1]
    assert data.stat().st_mode & 0o077 == 0


def test_the_two_who_read_worries_are_named_with_the_home(cartref):
    code, said, _ = cartref(
        "home", "create", "Hafan", "--lead", "Mair Evans, 01000 000000", "--second", "Ann Lloyd, responsible individual"
    )
    assert code == 0
    assert "Mair Evans and Ann Lloyd read the worries that are written there, and nobody else." in said
    code, said, _ = cartref(
        "account", "create", "mair", "--home", "hafan", "--person", "Mair Evans", "--password-stdin", typed=PASS + "\n"
    )
    assert code == 0
    with serve.opened(serve.settings_or_fail()) as house:
        everybody = {one.name: one for one in homes.people(house, "hafan")}
        assert sorted(everybody) == ["Ann Lloyd", "Mair Evans"]
        assert everybody["Mair Evans"].account is not None
        with house.store.read("hafan") as tx:
            named = worries.readers(tx)
        assert named.readers == (everybody["Mair Evans"].id, everybody["Ann Lloyd"].id)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--second", "Ann Lloyd"], "Name the lead too"),
        (["--lead", "Ann Lloyd, 01", "--second", "ann lloyd"], "The lead and the second are two different people."),
    ],
)
def test_a_second_who_could_read_about_themselves_is_refused_before_anything_is_made(cartref, more, said):
    code, out, trouble = cartref("home", "create", "Hafan", *more)
    assert (code, out) == (2, "")
    assert said in trouble
    assert "hafan" not in cartref("home", "list")[1]


def test_whoever_is_there_already_is_not_made_into_something_else(cartref):
    cartref("home", "create", "Hafan", "--lead", "Mair Evans")
    more = ("--home", "hafan", "--person", "Mair Evans", "--role", "host", "--password-stdin")
    code, _out, trouble = cartref("account", "create", "mair", *more, typed=PASS + "\n")
    assert code == 2
    assert "Mair Evans is there already, as manager; leave --role out." in trouble


@pytest.fixture
def mair(cartref):
    cartref("home", "create", "Hafan")
    cartref(
        "account", "create", "mair", "--home", "hafan", "--person", "Mair", "--role", "manager", "--password-stdin",
        typed=PASS + "\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("more", "typed", "said"),
    [
        (
            ["--home", "haven", "--person", "A", "--role", "manager"],
            PASS,
            "There is no home 'haven'; the homes are: hafan.",
        ),
        (["--home", "hafan", "--person", "A", "--role", "manger"], PASS, "did you mean 'manager'?"),
        (["--home", "hafan", "--person", "A", "--role", "manager"], "short", "at least 12 characters"),
        (["--home", "hafan", "--role", "manager"], PASS, "Say who it is for"),
        (["--home", "hafan", "--person", "A"], PASS, "Say what they are in the home"),
        (["--home", "hafan", "--person-id", "nobody"], PASS, "There is nobody with the id 'nobody' in hafan."),
    ],
)
def test_a_mistake_with_an_account_is_one_sentence_and_leaves_nothing_behind(cartref, mair, more, typed, said):
    code, out, trouble = cartref("account", "create", "owen", *more, "--password-stdin", typed=typed + "\n")
    assert (code, out) == (2, "")
    assert said in trouble
    assert trouble.count("\n") == 1
    with serve.opened(serve.settings_or_fail()) as house:
        assert accounts.named(house, "owen") is None
        assert [person.name for person in homes.people(house, "hafan")] == ["Mair"]


def test_a_name_that_is_taken_is_said_before_the_password_is_asked_for(cartref, mair):
    code, _out, trouble = cartref("account", "create", "Mair", "--home", "hafan", "--person", "Other", "--role", "host")
    assert (code, trouble) == (2, "The name 'Mair' is taken; choose another.\n")


def test_a_leaver_and_a_forgotten_password_are_one_command_each(cartref, mair):
    assert cartref("account", "password", "mair", "--password-stdin", typed="four brown ducks\n")[0] == 0
    with serve.opened(serve.settings_or_fail()) as house:
        token = accounts.sign_in(house, "mair", "four brown ducks")
    assert cartref("account", "disable", "mair")[0] == 0
    with serve.opened(serve.settings_or_fail()) as house:
        assert accounts.who(house, token) is None
    code, _out, trouble = cartref("account", "disable", "nobody")
    assert (code, trouble) == (2, "There is no account 'nobody'.\n")


# -- settings that cannot be ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "８０", ""])
def test_a_port_that_is_none_is_one_sentence(cartref, monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    code, _out, trouble = cartref("run")
    assert code == 2
    assert _sentence(trouble)
    assert "PORT is" in trouble


def test_a_port_somebody_else_has_is_one_sentence(cartref, monkeypatch, data):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))
        code, _out, trouble = cartref("run")
    assert code == 2
    assert _sentence(trouble)
    assert "cannot be used (address already in use); try another, like PORT=" in trouble
    assert not data.exists()


def test_a_folder_that_others_can_read_is_one_sentence_that_says_what_to_type(cartref, data):
    data.mkdir(mode=0o755)
    code, _out, trouble = cartref("home", "list")
    assert code == 2
    assert _sentence(trouble)
    assert f"chmod 700 {data}" in trouble


def test_a_folder_that_is_a_file_is_one_sentence(cartref, data):
    data.write_text("notes", encoding="utf-8")
    code, _out, trouble = cartref("home", "list")
    assert code == 2
    assert _sentence(trouble)


def test_a_word_for_https_that_means_nothing_is_one_sentence(cartref, monkeypatch):
    monkeypatch.setenv("CARTREF_HTTPS", "maybe")
    code, _out, trouble = cartref("home", "list")
    assert code == 2
    assert _sentence(trouble)


def test_with_strict_a_broken_plugin_stops_the_start_in_one_sentence(cartref, tmp_path, monkeypatch):
    monkeypatch.setenv("PORT", str(_free_port()))
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "broken.py").write_text("1 / 0\n", encoding="utf-8")
    code, _out, trouble = cartref("run", "--strict", "--no-demo", "--plugins-dir", str(tmp_path / "more"))
    assert code == 2
    assert "broken: ZeroDivisionError" in trouble
    assert "Traceback" not in trouble


# -- plugins, doctor -----------------------------------------------------------------------------------------------------


def test_the_plugins_are_a_table_with_the_reason_of_each_that_was_set_aside(cartref, tmp_path):
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "broken.py").write_text("1 / 0\n", encoding="utf-8")
    code, out, _ = cartref("plugins", "--plugins-dir", str(tmp_path / "more"))
    assert code == 0
    assert re.search(r"^  forms +\S* +on +engine$", out, re.MULTILINE)
    assert re.search(r"^  broken +set aside", out, re.MULTILINE)
    assert "broken: ZeroDivisionError: division by zero (broken.py, line 1)" in out
    assert cartref("plugins", "--strict", "--plugins-dir", str(tmp_path / "more"))[0] == 1


def test_the_doctor_finds_this_machine_well(cartref):
    code, out, _ = cartref("doctor")
    assert (code, "TROUBLE" in out) == (0, False)


def test_the_doctor_sees_a_folder_that_others_can_read(cartref, data):
    data.mkdir(mode=0o755)
    code, out, _ = cartref("doctor")
    assert code == 1
    assert f"chmod 700 {data}" in out


def test_the_doctor_looks_whether_the_key_is_there_and_private(tmp_path):
    assert doctor.key(None)[0]
    lost = doctor.key(tmp_path / "key")
    assert (lost[0], "cartref key restore" in lost[1]) == (False, True)
    (tmp_path / "key").write_text("x", encoding="utf-8")
    (tmp_path / "key").chmod(0o644)
    assert doctor.key(tmp_path / "key") == (
        False,
        f"other users of this computer can read the key {tmp_path / 'key'} (mode 0644); run: chmod 600 {tmp_path / 'key'}",
    )
    (tmp_path / "key").chmod(0o600)
    assert doctor.key(tmp_path / "key")[0]


def test_the_doctor_says_when_another_distribution_has_one_of_our_names():
    here = ROOT.resolve()
    found = {name: here / name for name in doctor.OURS}
    owners = {"core": ["cartref"], "plugins": ["Cartref", "other-plugins"]}
    trouble = [words for well, words in doctor.names(owners, found) if not well]
    assert trouble == [
        "the package 'plugins' also belongs to other-plugins; take that out, or use a virtual environment"
    ]
    elsewhere = {**found, "forms": Path("/opt/forms"), "workflows": None}
    assert len([words for well, words in doctor.names({}, elsewhere) if not well]) == 2


def test_the_doctor_knows_which_python_is_too_old():
    assert doctor.python((3, 10)) == (False, "Python 3.10 is too old; Cartref needs 3.11 or newer")
    assert doctor.python((3, 12))[0]


# -- the first start -----------------------------------------------------------------------------------------------------


def test_an_empty_house_without_pretend_homes_says_how_to_begin():
    said = list(serve.first_start(testing.house(), demo=False))
    assert "cartref home create" in said[0]


def test_an_empty_house_is_filled_with_pretend_homes_once(monkeypatch):
    house, replayed = testing.house(), []

    def replay_all(one):
        replayed.append(one)
        testing.home_with_cast(one)
        accounts.keep_pretend(one, [Pretend("Bethan, care worker", "bethan", PASS)])

    monkeypatch.setattr(serve.replay, "replay_all", replay_all)
    first, second = list(serve.first_start(house)), list(serve.first_start(house))
    assert len(replayed) == 1
    assert first == second
    assert first[-1] == "  bethan  three green hens  Bethan, care worker"


def test_a_house_with_a_real_home_says_nothing_of_pretend_ones():
    house = testing.house()
    testing.home_with_cast(house)
    assert list(serve.first_start(house)) == []


# -- running -------------------------------------------------------------------------------------------------------------


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _run_and_stop(data, command, stop):
    """`cartref run` in a process of its own, asked for a page and then stopped: (status, what it said, its trouble)."""
    port = _free_port()
    environment = {**os.environ, "CARTREF_DATA": str(data), "PORT": str(port)}
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    unheard = Timer(60, process.kill)  # a process that does not hear the signal is a fault, never waited for
    unheard.start()
    try:
        for line in process.stdout:
            if "is ready at" in line:
                break
        assert f"http://127.0.0.1:{port}" in line
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
            assert (answer.status, answer.read()) == (200, b"ready\n")
            assert "Server" not in answer.headers
    finally:
        process.send_signal(stop)
        out, trouble = process.communicate()
        unheard.cancel()
    return process.returncode, out, trouble


RUN = [sys.executable, "-m", "core.cli", "run", "--no-demo"]


@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_runs_until_it_is_stopped_and_then_leaves_cleanly(data, stop):
    status, out, trouble = _run_and_stop(data, RUN, stop)
    assert status == 0, trouble
    assert "What was kept is safe." in out
    assert "Traceback" not in trouble


@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_started_in_the_background_of_a_script_it_still_leaves_cleanly(data, stop):
    # What a shell without job control does to whatever stands before an `&`.
    ignoring = (
        "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_IGN); os.execv(sys.argv[1], sys.argv[1:])"
    )
    status, out, trouble = _run_and_stop(data, [sys.executable, "-c", ignoring, *RUN], stop)
    assert status == 0, trouble
    assert "What was kept is safe." in out
