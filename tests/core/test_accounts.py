"""Signing in: names, passwords, too many tries, and sign-ins that end when they should."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from core import accounts, testing
from core.accounts import AccountError, Pretend, TooManyTries, WrongSignIn
from core.records import Account
from core.stores.protocol import HOST

PASS = "three green hens"
REAL_HASHER, REAL_NOBODY = accounts._HASHER, accounts._NOBODY  # before the quick ones of these tests take their place


@pytest.fixture
def house():
    return testing.house()


@pytest.fixture
def bethan(house) -> Account:
    return accounts.create(house, "bethan", PASS)


def _wrong(house, name: str = "bethan") -> None:
    with pytest.raises(WrongSignIn):
        accounts.sign_in(house, name, "not the password")


def test_the_right_password_signs_in(house, bethan):
    token = accounts.sign_in(house, " Bethan ", PASS)
    assert accounts.who(house, token).id == bethan.id


@pytest.mark.parametrize("password", ["not the password", "", PASS + " ", PASS.upper(), "x" * 10_000])
def test_another_password_does_not(house, bethan, password):
    with pytest.raises(WrongSignIn):
        accounts.sign_in(house, "bethan", password)


@pytest.mark.parametrize("name", ["nobody", "", "\ud800", "x" * 5_000, "a/../b"])
def test_a_name_nobody_has_is_answered_like_a_wrong_password(house, bethan, name):
    with pytest.raises(WrongSignIn):
        accounts.sign_in(house, name, PASS)


def test_a_name_nobody_has_is_hashed_as_well(house, bethan, monkeypatch):
    looked_at = []
    fits = accounts._fits
    monkeypatch.setattr(accounts, "_fits", lambda hashed, password: looked_at.append(hashed) or fits(hashed, password))
    _wrong(house, "bethan")
    _wrong(house, "nobody")
    assert [hashed.split("$")[:4] for hashed in looked_at] == [looked_at[0].split("$")[:4]] * 2


def test_a_real_hash_costs_an_attacker_sixty_four_megabytes_and_nobody_s_costs_the_same(house, monkeypatch):
    monkeypatch.setattr(accounts, "_HASHER", REAL_HASHER)
    kept = accounts.create(house, "bethan", PASS).password
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert REAL_NOBODY.split("$")[:4] == kept.split("$")[:4]


def test_a_hash_of_another_strength_is_made_anew_at_the_next_sign_in(house, bethan, monkeypatch):
    monkeypatch.setattr(accounts, "_HASHER", REAL_HASHER)
    accounts.sign_in(house, "bethan", PASS)
    with house.store.read(HOST) as tx:
        assert Account.need(tx, bethan.id).password.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert accounts.sign_in(house, "bethan", PASS)


def test_the_sixth_wrong_try_in_fifteen_minutes_is_told_when_to_come_back(house, bethan):
    began = house.clock.now()
    for _ in range(5):
        _wrong(house)
        house.clock.forward(minutes=1)
    with pytest.raises(TooManyTries) as wait:
        accounts.sign_in(house, "bethan", PASS)
    assert wait.value.until == began + timedelta(minutes=15)


def test_too_many_tries_are_refused_before_anything_is_hashed(house, bethan, monkeypatch):
    for _ in range(5):
        _wrong(house)
    monkeypatch.setattr(accounts, "_fits", lambda hashed, password: pytest.fail("it was hashed"))
    with pytest.raises(TooManyTries):
        accounts.sign_in(house, "bethan", PASS)


def test_after_a_quarter_of_an_hour_the_right_password_is_listened_to_again(house, bethan):
    for _ in range(5):
        _wrong(house)
    house.clock.forward(minutes=15, seconds=1)
    assert accounts.sign_in(house, "bethan", PASS)


def test_a_right_password_takes_the_wrong_tries_back(house, bethan):
    for _ in range(4):
        _wrong(house)
    accounts.sign_in(house, "bethan", PASS)
    for _ in range(4):
        _wrong(house)
    assert accounts.sign_in(house, "bethan", PASS)


def test_tries_at_one_name_do_not_lock_another(house, bethan):
    accounts.create(house, "owen", PASS)
    for _ in range(5):
        _wrong(house)
    assert accounts.sign_in(house, "owen", PASS)


def test_a_name_nobody_has_is_counted_like_any_other(house):
    for _ in range(5):
        _wrong(house, "nobody")
    with pytest.raises(TooManyTries):
        accounts.sign_in(house, "nobody", PASS)


def test_many_tries_at_the_same_moment_are_five_and_no_more(house, bethan):
    hashed, refused = [], []

    def try_one() -> None:
        try:
            accounts.sign_in(house, "bethan", "not the password")
        except TooManyTries:
            refused.append(1)
        except WrongSignIn:
            hashed.append(1)

    threads = [threading.Thread(target=try_one) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(hashed), len(refused)) == (5, 7)


def test_what_was_typed_as_a_name_is_not_kept_in_clear(house):
    _wrong(house, "my secret typed in the wrong box")
    with house.store.read(HOST) as tx:
        kept = [(record.id, record.body) for kind in ("tries", "session", "account") for record in tx.all(kind)]
    assert kept == []
    assert "secret" not in str(house.shelf("accounts.nobody"))


def test_names_that_belong_to_nobody_are_counted_all_the_same_and_fill_no_disk(house, bethan, monkeypatch):
    monkeypatch.setattr(accounts, "MOST_NAMES", 50)
    for number in range(200):
        _wrong(house, f"made.up.{number}")
    with house.store.read(HOST) as tx:
        assert list(tx.all("tries")) == []
    assert len(house.shelf("accounts.nobody")) == 50
    for _try in range(5):
        _wrong(house, "nobody.at.all")
    with pytest.raises(TooManyTries) as nobody:
        accounts.sign_in(house, "nobody.at.all", "x")
    for _try in range(5):
        _wrong(house, "bethan")
    with pytest.raises(TooManyTries) as somebody:
        accounts.sign_in(house, "bethan", "x")
    assert nobody.value.until == somebody.value.until  # nothing says which of the two is known here


# -- sign-ins ----------------------------------------------------------------------------------------------------------


def test_the_token_itself_is_kept_nowhere(house, bethan):
    token = accounts.sign_in(house, "bethan", PASS)
    with house.store.read(HOST) as tx:
        kept = [(record.id, record.body) for record in tx.all("session")]
    assert len(kept) == 1
    assert token not in str(kept)


def test_a_token_that_was_never_given_is_nobody(house, bethan):
    assert accounts.who(house, "no-such-token") is None
    assert accounts.who(house, "\ud800") is None


def test_signing_out_ends_one_sign_in_and_leaves_the_other(house, bethan):
    tablet, phone = (accounts.open_sign_in(house, bethan.id) for _ in range(2))
    accounts.sign_out(house, tablet)
    assert accounts.who(house, tablet) is None
    assert accounts.who(house, phone) is not None


def test_disabling_an_account_ends_every_sign_in_at_once(house, bethan):
    tokens = [accounts.open_sign_in(house, bethan.id) for _ in range(3)]
    accounts.disable(house, bethan.id, "mair")
    assert [accounts.who(house, token) for token in tokens] == [None] * 3
    with pytest.raises(WrongSignIn):
        accounts.sign_in(house, "bethan", PASS)


def test_a_new_password_ends_every_sign_in(house, bethan):
    token = accounts.open_sign_in(house, bethan.id)
    accounts.set_password(house, bethan.id, "four brown ducks")
    assert accounts.who(house, token) is None
    _wrong(house)
    assert accounts.sign_in(house, "bethan", "four brown ducks")


def test_a_sign_in_ends_when_nobody_uses_it_for_half_a_day(house, bethan):
    token = accounts.open_sign_in(house, bethan.id)
    house.clock.forward(hours=12, seconds=1)
    assert accounts.who(house, token) is None


def test_a_sign_in_that_is_used_goes_on_and_ends_after_a_week(house, bethan):
    token = accounts.open_sign_in(house, bethan.id)
    for _ in range(16):
        house.clock.forward(hours=10)
        assert accounts.who(house, token) is not None
    house.clock.forward(hours=9)
    assert accounts.who(house, token) is None


def test_being_there_is_written_down_now_and_then_and_not_at_every_page(house, bethan):
    token = accounts.open_sign_in(house, bethan.id)
    for _ in range(9):
        house.clock.forward(minutes=2)
        accounts.who(house, token)
    with house.store.read(HOST) as tx:
        (session,) = tx.all("session")
    assert session.revision == 2


# -- names and passwords -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "password", ["short", "eleven char", "aaaaaaaaaaaaaaaa", "abababababab", "bethan bethan", "x" * 201]
)
def test_a_password_that_is_short_or_easy_is_refused_in_a_sentence(house, password):
    with pytest.raises(AccountError, match=r"password"):
        accounts.create(house, "bethan", password)


def test_twelve_characters_are_enough(house):
    accounts.create(house, "bethan", "gardd a mel!")
    assert accounts.sign_in(house, "bethan", "gardd a mel!")


@pytest.mark.parametrize("name", ["", "b", "Bethan Jones", "../x", "béthan", "x" * 61, ".dot"])
def test_a_name_that_cannot_be_typed_everywhere_is_refused(house, name):
    with pytest.raises(AccountError, match="cannot be a sign-in name"):
        accounts.create(house, name, PASS)


def test_a_name_is_somebody_s_alone(house, bethan):
    with pytest.raises(AccountError, match="taken"):
        accounts.create(house, "BETHAN", PASS)


def test_an_account_without_a_password_signs_nobody_in(house):
    accounts.create(house, "bethan")
    for password in ("", PASS):
        with pytest.raises(WrongSignIn):
            accounts.sign_in(house, "bethan", password)


def test_one_account_may_be_several_people_in_several_homes(house):
    first, second = testing.home_with_cast(house, "hafan"), testing.home_with_cast(house, "bryn")
    accounts.join(house, first.accounts["sian"], "bryn", second.people["huw"].id, "mair")
    with house.store.read(HOST) as tx:
        assert dict(Account.need(tx, first.accounts["sian"]).people) == {
            "hafan": first.people["sian"].id,
            "bryn": second.people["huw"].id,
        }


def test_the_accounts_of_a_pretend_home_are_remembered_for_the_next_start(house):
    assert accounts.pretend(house) == []
    people = [Pretend("Bethan, care worker", "bethan", PASS)]
    accounts.keep_pretend(house, [])
    accounts.keep_pretend(house, people)
    assert accounts.pretend(house) == people
