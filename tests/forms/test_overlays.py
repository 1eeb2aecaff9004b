"""A home's own changes to a pack's form: each verb does what it says, and what cannot be is said with its line."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from forms.layers.apply import apply
from forms.layers.publish import STARTER, bases_of, tools_of
from forms.layers.sentences import sentences
from forms.layers.tried import try_out

KINDS, LOOK = "every_kind.all_kinds", "together.look"


@pytest.fixture
def tried(the_house, cast):
    """What comes of changes, written as they stand under `changes:`."""

    def lay(changes, ref=KINDS, head="", home="hafan"):
        text = f"overlay: {ref.partition('.')[2]}\nof: {ref}\nat: 1.0.0\n{head}changes:\n{changes}"
        with the_house.store.read(home) as tx:
            catalogue = the_house.catalogue(home, tx)
            return try_out(the_house, catalogue, bases_of(the_house, tx, tools_of(tx), ref), ref, text)

    return lay


def ids(tried):
    return [question.id for question in tried.definition.questions()]


def problem(tried):
    (one,) = tried.problems
    return f"{one.place.line}:{one.place.column} {one.code} {one.message}; {one.hint}"


# -- each verb -------------------------------------------------------------------------------------------------------


def test_a_question_is_asked_in_our_own_words_in_both_languages(tried):
    done = tried("  - reword: nickname\n    ask: {en: Your name?, cy: Eich enw?}\n    because: Shorter.\n")
    words = done.definition.question("nickname").ask
    assert (words.said("en"), words.said("cy"), done.warnings) == ("Your name?", "Eich enw?", ())


def test_our_own_words_are_for_every_voice(tried):
    done = tried("  - reword: morning\n    ask: {en: Mornings?, cy: Boreau?}\n    because: Shorter.\n")
    asked = done.definition.question("morning").wording("staff", {})
    assert asked.ask.said("en") == "Mornings?"


def test_one_voice_can_be_given_words_of_its_own(tried):
    done = tried(
        "  - reword: nickname\n    by_voice: {family: {en: What do you call them?, cy: Beth ydych chi'n eu galw?}}\n    because: x\n"
    )
    assert done.definition.question("nickname").wording("family", {}).ask.said("en") == "What do you call them?"
    assert done.definition.question("nickname").wording("resident", {}).ask.said("en") == "What do people call you?"


BOTH_WAYS = (
    "  - reword: morning\n    ask: {en: Mornings?, cy: Boreau?}\n"
    "    by_voice: {family: {en: Their mornings?, cy: Eu boreau?}}\n    because: x\n"
)


def test_new_words_may_come_with_words_for_one_voice(tried):
    asked = tried(BOTH_WAYS).definition.question("morning")
    words = {voice: asked.wording(voice, {}).ask.said("en") for voice in ("resident", "family", "staff")}
    assert words == {"resident": "Mornings?", "family": "Their mornings?", "staff": "Mornings?"}


def test_words_for_a_voice_that_is_not_there_are_said_at_their_change(tried):
    done = tried("  - reword: morning\n    by_voice: {famly: {en: x, cy: y}}\n    because: x\n")
    assert problem(done).endswith("E201 there is no voice 'famly'; did you mean 'family'?")


def test_a_question_is_left_out(tried):
    assert "tea_time" not in ids(tried("  - {hide: tea_time, because: Nobody answered it.}\n"))


def test_a_page_goes_with_its_only_question(tried):
    changes = "".join(f"  - {{hide: {id}, because: x}}\n" for id in ("nickname", "morning", "cups", "tea_time"))
    done = tried(changes)
    assert done.problems == () or done.problems[0].code != "E706"
    assert next(page.id for page in done.definition.pages) == "choosing"


def test_a_note_that_waits_for_nothing_but_its_answer_goes_with_a_question_and_so_does_its_rule(the_house):
    base = the_house.installed.catalogue.definitions["senses.six_senses"].snapshot.data
    data, findings = apply(base, [SimpleNamespace(verb="hide", target="more_purpose")])
    left = {question["id"] for page in data["pages"] for question in page["questions"]}
    assert findings == []
    assert {"more_purpose", "harm_purpose"} & left == set()
    assert "purpose_harm" not in data["conditions"]
    assert ({"more_security", "harm_security"} <= left, "security_harm" in data["conditions"]) == (True, True)


def test_a_question_of_our_own_stands_where_we_put_it(tried):
    done = tried(
        "  - add: {id: dog, ask: {en: Time with Mot?, cy: Amser gyda Mot?}, type: faces}\n    after: nickname\n    because: Gwilym.\n"
    )
    assert ids(done)[:2] == ["nickname", "dog"]


def test_a_question_of_our_own_stands_at_the_end_of_a_page(tried):
    done = tried("  - add: {id: dog, ask: {en: Mot?, cy: Mot?}, type: faces}\n    page: words\n    because: Gwilym.\n")
    assert ids(done)[3:5] == ["tea_time", "dog"]


def test_a_question_moves_after_another_even_to_another_page(tried):
    done = tried("  - {move_after: mood, question: tea_time, because: x}\n")
    assert ids(done)[ids(done).index("mood") + 1] == "tea_time"


def test_one_more_answer_can_be_chosen(tried):
    done = tried("  - {add_option: beside, option: {id: jam, label: {en: Jam, cy: Jam}}, because: Huw.}\n")
    assert done.definition.question("beside").choices()[-1] == "jam"


def test_changes_are_made_in_the_order_in_which_they_stand(tried):
    done = tried(
        "  - add: {id: dog, ask: {en: Mot?, cy: Mot?}, type: faces}\n    after: mood\n    because: x\n"
        "  - {move_after: nickname, question: dog, because: y}\n"
    )
    assert ids(done)[1] == "dog"


def test_the_packs_own_form_stays_as_it_was(tried, the_house):
    tried("  - {hide: tea_time, because: x}\n")
    assert the_house.installed.catalogue.definitions[KINDS].definition.question("tea_time") is not None


# -- what cannot be --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (
            "  - {hide: tea_tim, because: x}\n",
            "5:12 E703 there is no question 'tea_tim' in the tool this changes; did you mean 'tea_time'?",
        ),
        ("  - {move_after: moood, question: cups, because: x}\n", "did you mean 'mood'?"),
        ("  - {add_option: nickname, option: {id: a, label: A}, because: x}\n", "E705 'nickname' has no options"),
        (
            "  - {add_option: beside, option: {id: company, label: A}, because: x}\n",
            "E109 the option 'company' is there already",
        ),
        ("  - {add_option: beside, because: x}\n", "E705 a new option needs its id and label"),
        ("  - {reword: nickname, because: x}\n", "E705 a reword needs the new words"),
        ("  - {add: {id: mood, ask: Mood?, type: faces}, because: x}\n", "E109 the question 'mood' is there already"),
        ("  - {add: dog, because: x}\n", "E705 an added question needs its id, words and type"),
        (
            "  - {add: {id: dog, ask: Dog?, type: faces}, page: gardens, because: x}\n",
            "E703 there is no page 'gardens'",
        ),
        ("  - {move_after: mood, question: mood, because: x}\n", "E705 a question cannot stand after itself"),
        ("  - {hyde: mood, because: x}\n", "E702 'hyde' is no kind of change; did you mean 'hide'?"),
        ("  - {hide: tea_time}\n", "E104 a change needs the key 'because'"),
        ("  - {hide: tea_time, becuase: x}\n", "did you mean 'because'?"),
    ],
)
def test_what_cannot_be_is_said_with_its_line_and_the_nearest_thing(tried, changes, says):
    done = tried(changes)
    assert done.snapshot is None
    assert any(
        says in f"{one.place.line}:{one.place.column} {one.code} {one.message}; {one.hint}" for one in done.problems
    )
    assert all(one.place.line >= 4 for one in done.problems)


def test_a_question_that_a_rule_names_cannot_be_left_out(tried):
    said = problem(tried("  # quiet\n  - {hide: goes_out, because: x}\n"))
    assert said.startswith("6:")
    assert "goes_out" in said


def test_a_question_that_a_workflow_needs_cannot_be_left_out_and_the_workflow_is_named(tried):
    done = tried("  - {hide: wish, because: x}\n  - {hide: worries, because: y}\n", ref=LOOK)
    assert any(
        "A talk about a wish" in one.message and one.place.line == 6 for one in problems_without_lock(done, tried)
    )


def problems_without_lock(done, tried):
    assert [one.code for one in done.problems] == ["E704"]
    return tried("  # a note\n  - {hide: worries, because: y}\n", ref=LOOK).problems


@pytest.mark.parametrize("verb", ["{hide: wish, because: x}", "{reword: wish, ask: {en: A, cy: B}, because: x}"])
def test_what_is_locked_stays_and_the_reason_is_said(tried, verb):
    said = problem(tried(f"  - {verb}\n", ref=LOOK))
    assert "E704" in said
    assert "The law asks for it." in said


def test_what_is_not_locked_may_be_moved(tried):
    assert tried("  - {move_after: kept_to_myself, question: wish, because: x}\n", ref=LOOK).problems == ()


def test_a_text_without_welsh_is_a_warning_and_can_be_used(tried):
    done = tried("  - add: {id: dog, ask: {en: Time with Mot?}, type: faces}\n    because: Gwilym.\n")
    (one,) = done.warnings
    assert done.snapshot is not None
    assert (one.code, one.place.line) == ("E107", 5)


def test_new_words_in_one_language_say_that_the_other_stays_as_it_was(tried):
    done = tried("  - reword: nickname\n    ask: {en: Your name?}\n    because: x\n")
    (one,) = done.warnings
    assert done.snapshot is not None
    assert (one.code, one.place.line) == ("E107", 6)
    assert "the pack's own Welsh stays" in one.message
    assert done.definition.question("nickname").ask.said("cy") == "Beth mae pobl yn eich galw?"


def test_a_word_that_hurts_is_an_error_with_a_better_one(tried):
    done = tried("  - reword: nickname\n    ask: {en: Any challenging behaviour?, cy: Eich enw?}\n    because: x\n")
    (one,) = done.problems
    assert (one.code, done.snapshot) == ("E801", None)
    assert "try:" in one.hint
    assert one.place.line == 5


def test_an_overlay_of_something_else_is_refused(tried, the_house):
    with the_house.store.read("hafan") as tx:
        bases = bases_of(the_house, tx, tools_of(tx), KINDS)
        text = f"overlay: all_kinds\nof: {LOOK}\nat: 1.0.0\nchanges: []\n"
        done = try_out(the_house, the_house.catalogue("hafan", tx), bases, KINDS, text)
        late = try_out(
            the_house,
            the_house.catalogue("hafan", tx),
            bases,
            KINDS,
            text.replace(LOOK, KINDS).replace("1.0.0", "0.9.0"),
        )
    assert (done.problems[0].code, done.problems[0].place.line) == ("E708", 2)
    assert (late.problems[0].code, late.problems[0].place.line, late.problems[0].hint[:15]) == (
        "E707",
        3,
        "write at: 1.0.0",
    )


def test_no_text_at_all_is_the_form_as_the_pack_has_it(the_house, cast):
    with the_house.store.read("hafan") as tx:
        bases = bases_of(the_house, tx, tools_of(tx), KINDS)
        done = try_out(the_house, the_house.catalogue("hafan", tx), bases, KINDS, " \n")
    assert done.snapshot.hash == the_house.installed.catalogue.definitions[KINDS].hash


def test_the_text_one_begins_with_changes_nothing(the_house, cast):
    text = STARTER.format(why="Ours.", question="question", mover="mover", id="all_kinds", ref=KINDS, version="1.0.0")
    with the_house.store.read("hafan") as tx:
        bases = bases_of(the_house, tx, tools_of(tx), KINDS)
        done = try_out(the_house, the_house.catalogue("hafan", tx), bases, KINDS, text)
    assert done.problems == ()
    assert done.snapshot.hash == the_house.installed.catalogue.definitions[KINDS].hash


@pytest.mark.parametrize(
    "text",
    [
        "overlay: x",
        "a: &a [*a]",
        "overlay: all_kinds\nof: every_kind.all_kinds\nat: 1.0.0\nchanges: yes",
        "{" * 500,
        "\ud800",
    ],
)
def test_a_text_that_is_no_overlay_is_said_kindly(the_house, cast, text):
    with the_house.store.read("hafan") as tx:
        bases = bases_of(the_house, tx, tools_of(tx), KINDS)
        done = try_out(the_house, the_house.catalogue("hafan", tx), bases, KINDS, text)
    assert done.snapshot is None
    assert done.problems


# -- said in sentences -----------------------------------------------------------------------------------------------


def test_what_changed_is_said_in_sentences_in_both_languages(tried):
    done = tried(
        "  - reword: nickname\n    ask: {en: Your name?, cy: Eich enw?}\n    because: {en: It is shorter., cy: Mae'n fyrrach.}\n"
        "  - {hide: tea_time, because: Nobody answered it.}\n"
        "  - {add_option: beside, option: {id: jam, label: {en: Jam, cy: Jam}}, because: Huw.}\n"
        "  - {move_after: mood, question: cups, because: x}\n"
        "  - {add: {id: dog, ask: {en: Mot?, cy: Mot?}, type: faces}, because: y}\n"
        "  - reword: morning\n    help: {en: Any morning, cy: Unrhyw fore}\n    because: z\n"
    )
    said = sentences(done.base.data, done.changes, "en")
    assert said == [
        ("“What do people call you?” is asked in our own words: “Your name?”.", "It is shorter."),
        ("“When do you like tea?” is not asked here.", "Nobody answered it."),
        ("“What goes with it?” has one more answer: “Jam”.", "Huw."),
        ("“How many cups of tea?” comes after “How is today?”.", "x"),
        ("We ask something of our own: “Mot?”.", "y"),
        ("The words beside “What is a good morning like?” are our own.", "z"),
    ]
    assert sentences(done.base.data, done.changes, "cy")[0][1] == "Mae'n fyrrach."


def test_what_changed_says_that_single_voices_lose_their_own_words(tried):
    done = tried(
        "  - reword: morning\n    ask: {en: Mornings?, cy: Boreau?}\n    because: x\n"
        "  - reword: morning\n    ask: {en: Morning?, cy: Bore?}\n    because: y\n"
    )
    (first, _), (second, _) = sentences(done.base.data, done.changes, "en")
    assert first.endswith("“Mornings?”. Every voice is asked alike now; the words that single voices had are left out.")
    assert second.endswith("“Morning?”."), "nobody had words of their own any more"
    assert "gadewir allan y geiriau oedd gan leisiau unigol" in sentences(done.base.data, done.changes, "cy")[0][0]


def test_what_changed_names_the_voice_that_is_given_words_of_its_own(tried, the_house):
    done = tried(BOTH_WAYS)
    title = the_house.catalogue("hafan").people.voice_title
    ((said, _),) = sentences(done.base.data, done.changes, "en", title)
    assert said.endswith(
        "One voice is asked in words of its own. Family or friend: “Their mornings?”. "
        "Every other voice is asked alike now; the words that single voices had are left out."
    )
    assert "Teulu neu ffrind: “Eu boreau?”" in sentences(done.base.data, done.changes, "cy", title)[0][0]
