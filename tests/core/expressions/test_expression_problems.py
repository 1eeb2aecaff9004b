"""Each mistake is told where it stands, in words a manager understands, with what to write instead."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.expressions import BOOL, DATE, NUMBER, TEXT, Checked, ExpressionError, ExpressionProblem, Option, Scope, check

Problems = Callable[[str], tuple[ExpressionProblem, ...]]

MISTAKES = [
    # reading
    ('goes_out = "yes"', 10, "X108", "one '=' sets something", "write =="),
    ("goes_out == “yes”", 13, "X108", "curly quotation mark", "straight"),
    ('goes_out == "yes', 13, "X108", "never closed", "between two marks"),
    ('goes_out == "yes" && at_ease', 19, "X108", "'&'", "write and"),
    ("walks ** 2", 7, "X104", "no powers", ""),
    ("hopes is None", 7, "X107", "'is'", "write =="),
    ("(walks > 1", 1, "X109", "cannot be read", "1 '(' and 0 ')'"),
    ('"ŵŷ" in helps and walks > > 2', 27, "X109", "cannot be read", "missing or stands twice"),
    ("any([w.cost > 1 for w in worries])", 5, "X111", "'for' belongs", "any(w.how"),
    ("answered(w.cost > 1 for w in worries)", 1, "X111", "cannot stand inside answered( )", "any, all, sum or count"),
    ("want.wish.x", 1, "X110", "a dot joins", ""),
    # names
    ('wory == "a_bit"', 1, "X201", "no question 'wory'", "did you mean 'worry'?"),
    ("goes_out == yes", 13, "X201", "no question 'yes'", 'quotation marks: "yes"'),
    ('wish == "x"', 1, "X201", "no question 'wish'", "write want.wish"),
    ("answered(want.wisch)", 10, "X202", "'want' has no question 'wisch'", "did you mean 'wish'?"),
    ("answered(wants.wish)", 10, "X201", "no form 'wants'", "did you mean 'want'?"),
    ("any(w.severty == 1 for w in worries)", 5, "X202", "a row of 'worries' has no 'severty'", "'severity'"),
    ("answered(want)", 10, "X203", "'want' is a whole form", "write want.wish"),
    ('worries.severity == "serious"', 1, "X203", "a group of rows", "any(row.severity"),
    ("any(answered(w) for w in worries)", 14, "X204", "a whole row", "write w.what"),
    ("answered(look.if_we_say_no)", 10, "X205", "answered by each voice", "write voices(look.if_we_say_no)"),
    ('went.how == "good"', 1, "X206", "filled in again and again", "write latest(went.how)"),
    ("count > 2", 1, "X208", "'count' is a function", "write count(…)"),
    ("round_and_round", 1, "X209", "leads back to itself", "round_and_round → there_and_back → round_and_round"),
    ("mistaken", 1, "X210", "the condition 'mistaken' cannot be used", "no question 'no_such_question'"),
    # kinds
    ("goes_out and at_ease", 1, "X301", "a condition is needed", "write answered(goes_out)"),
    ("walks + hopes", 9, "X302", "'hopes' is words somebody wrote", "never joined"),
    ("-worry", 2, "X302", "'worry' is one word of a scale", ""),
    ('worry == "lots"', 10, "X305", "'worry' has no option \"lots\"", "did you mean 'a_lot'?"),
    ('worry == "A bit"', 10, "X305", "wording, not its id", 'write "a_bit"'),
    ('"wlak" in helps', 1, "X305", "'helps' has no option \"wlak\"", "did you mean 'walk'?"),
    ('goes_out in ("yes", "maybe")', 21, "X305", 'no option "maybe"', "there is yes, no, not_sure"),
    ('reviewed_on > "1 June"', 15, "X306", "not a date", "2026-06-01"),
    ('helps == "walk"', 1, "X307", "'helps' is a choice of several options", 'write "…" in helps'),
    ('likes == "walk"', 1, "X307", "sorted under good", "answered( ), declined( ) and count( )"),
    ('belonging == "good"', 1, "X307", "several answers", "write latest(belonging)"),
    ('goes_out > "no"', 1, "X308", "has no order", "write == or !="),
    ("worry > 2", 1, "X309", "'worry' is words, and compares with its words, not with a number", 'worry > "quite"'),
    ('walks > "2"', 1, "X309", "never compares with a number", "leave out the quotation marks"),
    ("worry == feels", 1, "X309", "do not have the same options", "its own words"),
    ("reviewed_on == hopes", 1, "X309", "cannot be compared", ""),
    ('"shop" in hopes', 11, "X310", "words somebody wrote", 'contains(hopes, "…")'),
    ('"walk" in likes', 11, "X310", "sorted under good", "count( )"),
    ('"yes" in goes_out', 10, "X310", "one of its options", 'write goes_out == "…"'),
    # functions
    ("cuont(helps)", 1, "X401", "no function 'cuont'", "did you mean 'count'?"),
    ("hopes(1)", 1, "X401", "'hopes' is not a function", "without brackets"),
    ("any(worries.cost > 1 for worries in worries)", 26, "X403", "a name already", "another short name"),
    ("any(h > 1 for h in hopes)", 20, "X404", "has no rows", "write a group"),
    ("answered(hopes, name)", 1, "X405", "was given 2 things and takes 1", "write answered(question)"),
    ("answered(walks + 1)", 10, "X406", "something worked out", ""),
    ("declined(look.if_we_say_no)", 10, "X406", "several answers", "ask answered( )"),
    ('voice(look.walks, "famly") > 1', 19, "X407", 'no voice "famly"', "did you mean 'family'?"),
    ('voice(look.walks, "family") > 1', 19, "X408", "several people may hold", "write voices(look.walks)"),
    ("answered(voices(want.wish))", 17, "X409", "asked once", "write want.wish by itself"),
    ("answered(latest(look.walks))", 17, "X409", "answered by each voice", "write voices(look.walks)"),
    ("answered(voices(went.how))", 17, "X409", "filled in again and again", "write latest(went.how)"),
    ("times(want) > 1", 7, "X410", "not a form that is filled in again", "went"),
    ("count(last(belonging, 0)) > 1", 23, "X411", "a whole number from 1 to 100", "last(belonging, 2)"),
    ("count(last(worry, 2)) > 1", 12, "X411", "a measure of a check-in", "belonging"),
    ("count(hopes) > 1", 7, "X412", "only one to count", "write answered(hopes)"),
    ("any(worries)", 1, "X413", "rows one by one", "for w in worries"),
    ("mean(voices(look.severity)) > 1", 6, "X414", "cannot work on one of its options", "never added up"),
    ("sum(worry, worry_before) > 1", 5, "X414", "cannot work on one word of a scale", "never added up"),
    ('contains(helps, "walk")', 10, "X416", "looks at words somebody wrote", 'write "…" in helps'),
]


@pytest.mark.parametrize(("source", "column", "code", "says", "hint"), MISTAKES, ids=[line[0] for line in MISTAKES])
def test_a_mistake_is_told_with_its_place_and_a_way_on(
    source: str, column: int, code: str, says: str, hint: str, problems: Problems
) -> None:
    first = problems(source)[0]
    assert (first.column, first.code) == (column, code)
    assert says in first.message
    assert hint in first.hint


def test_all_the_mistakes_are_told_at_once(problems: Problems) -> None:
    source = 'wory == "a_bit" or worry > 2 and any(w.x == 1 and v.y for w in worries) or walks in ("a", "b")'
    assert [(each.column, each.code) for each in problems(source)] == [
        (1, "X201"),
        (20, "X309"),
        (38, "X202"),
        (51, "X201"),
        (86, "X309"),
    ]


def test_columns_are_counted_in_letters_over_several_lines(problems: Problems) -> None:
    source = '\n  hopes == "Siân ŵy"\n  and wory == "a_bit"'
    assert problems(source)[0].column == source.index("wory") + 1


@pytest.mark.parametrize(
    ("source", "expect", "code"),
    [
        ("walks", BOOL, "X301"),
        ("answered(hopes)", NUMBER, "X304"),
        ('"soon"', DATE, "X306"),
        ('"perhaps"', Option(("yes", "no")), "X305"),
        ("walks", TEXT, "X304"),
    ],
)
def test_a_place_says_what_kind_of_value_it_needs(source: str, expect: object, code: str, home: Scope) -> None:
    with pytest.raises(ExpressionError) as caught:
        check(source, home, expect)  # type: ignore[arg-type]
    assert caught.value.problems[0].code == code


def test_a_prefilled_answer_may_be_an_option_or_a_date(home: Scope) -> None:
    yes_no = Option(("yes", "no", "not_sure"))
    assert check('"yes" if walks > 1 else "no"', home, yes_no).type == yes_no
    assert check("today", home, DATE).type == DATE
    assert check('"2026-06-01"', home, DATE).type == DATE


def test_an_expression_tells_which_questions_it_names(checked: Callable[[str], Checked]) -> None:
    found = checked(
        'goes_out == "yes" and any(w.severity == "serious" for w in voices(look.worries)) '
        "and answered(want.wish) and times(went) > 1 and count(belonging) > 1"
    )
    assert found.names == {
        (None, "goes_out"),
        ("look", "worries"),
        ("look", "worries.severity"),
        ("want", "wish"),
    }
    assert found.measures == {"belonging"}
    assert found.forms == {"look", "want", "went"}


def test_a_named_condition_brings_the_questions_it_names(checked: Callable[[str], Checked]) -> None:
    assert checked("both_of_them").names == {
        (None, "worries"),
        (None, "worries.severity"),
        (None, "goes_out"),
        (None, "worry"),
    }
