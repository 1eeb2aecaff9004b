"""Expressions written to break in: each is refused in words, and none of them runs."""

from __future__ import annotations

import sys
import threading

import pytest

from core.expressions import DictEnv, ExpressionError, Scope, check, parse

REFUSED = """
__import__("os").system("true")
__import__('os')
().__class__
().__class__.__bases__[0].__subclasses__()
"".__class__.__mro__[1].__subclasses__()
hopes.__class__
hopes.__class__.__init__.__globals__
hopes.format
hopes.upper()
worries.append(1)
worries.__len__()
goes_out.__eq__("yes")
today.__reduce__()
today.strftime("%s")
w.__dict__
self
globals()
locals()
vars()
dir()
type(hopes)
getattr(hopes, "x")
setattr(hopes, "x", 1)
eval("1")
exec("1")
compile("1", "", "eval")
open("/etc/passwd")
input()
print(1)
breakpoint()
help()
id(hopes)
hash(hopes)
repr(hopes)
str(hopes)
int("1")
float("nan")
range(1000000000)
list(worries)
dict()
set()
tuple(worries)
map(answered, worries)
filter(answered, worries)
zip(worries, worries)
sorted(worries)
reversed(worries)
len(worries)
iter(worries)
next(worries)
super()
object()
lambda: 1
(lambda x: x)(1)
any(lambda: 1)
f"{hopes}"
f'{__import__("os")}'
rb"yes"
b"yes"
u"yes" == hopes
"%s" % hopes
"{0.__class__}".format(hopes)
"a" "b"
"a" + "b" == hopes
"a" * 999999999
hopes * 999999999
hopes + hopes
hopes % 1
[1] * 999999999
(1, 2) + (3, 4)
x := 1
(x := 1)
any(x := w.cost for w in worries)
x = 1
del hopes
import os
return 1
yield 1
(yield)
await hopes
async for
raise hopes
assert hopes
pass
None
True
False
...
hopes is None
hopes is not None
hopes[0]
hopes[0:1]
worries[0].cost
helps[-1]
{1: 2}
{1, 2}
{w for w in worries}
{w: w for w in worries}
[w for w in worries]
(w for w in worries)
any([w.cost > 1 for w in worries])
any(w.cost > 1 for w in worries for v in worries)
any(any(v.cost > 1 for v in worries) for w in worries)
any(serious_worry for w in worries)
any(w.cost > 1 for w in (1, 2, 3))
any(w.cost > 1 for w, v in worries)
any(w.cost > 1 for hopes in worries)
any(count > 1 for count in worries)
any(w.cost > 1 async for w in worries)
min(w.cost for w in worries)
count(*worries)
count(**worries)
count(x=worries)
count(worries, key=1)
2 ** 8
2 ** 2 ** 2 ** 2 ** 99
9 ** 9 ** 9
1 << 9999
1 >> 1
1 & 1
1 | 1
1 ^ 1
~1
+1
1 @ 1
99999999999999999999
1e999
1E5
0x10
0b1
0o7
1_000
1j
1.5.2
.5
5.
1if goes_out else 2
goes_out == "yes";goes_out
goes_out == "yes" # and more
goes_out == "y\\x65s"
goes_out == "\\N{LATIN SMALL LETTER Y}"
goes_out == '''yes'''
goes_out == “yes”
ｇoes_out == "yes"
gоes_out == "yes"
goes_out ＝= "yes"
goes_out.yes.no
voices(voices(look.worries))
voices(look.worries)(1)
count(helps)(1)
count.helps
(count)(helps) if count else 1
want()
want.wish()
want.wish.x
round_and_round
there_and_back
mistaken
`id`
$(id)
${7*7}
{{7*7}}
{% for x in y %}
<%= 7*7 %>
#{7*7}
javascript:alert(1)
<script>alert(1)</script>
constructor.constructor("return 1")()
process.mainModule.require("child_process")
this.constructor
goes_out == "yes" ? 1 : 2
goes_out === "yes"
goes_out => 1
!goes_out
goes_out && worry
""".strip().splitlines()
TOO_MUCH = {
    "brackets": "(" * 900 + "1" + ")" * 900,
    "lists": "[" * 900 + "]" * 900,
    "minuses": "-" * 1_900 + "1",
    "nots": "not " * 480 + "answered(hopes)",
    "a long sum": "1" + "+1" * 900,
    "a long chain": "1" + "<1" * 900,
    "many ors": " or ".join(["1==1"] * 200),
    "chains in chains": "1<(" * 18 + "1" + "<2)" * 18,
    "chained ifs": "1 if at_ease else " * 100 + "1",
    "calls in calls": "round(" * 300 + "1" + ")" * 300,
    "dots": "a" + ".a" * 900,
    "two thousand and one characters": "1" + " " * 2_000,
    "a megabyte": "hopes == " + '"' + "a" * 1_000_000 + '"',
    "a long number": "9" * 1_999,
    "many items": "walks in (" + "1," * 900 + "1)",
    "nothing": "",
    "spaces": " \t\r\n ",
    "a null": "hopes\0",
    "a null in words": 'hopes == "\0"',
    "half a character": "\ud800",
    "half a character in words": '"\udfff" == hopes',
    "a mark of order": "\ufeffhopes",
    "right to left": 'hopes == "a" \u202e and',
    "a tab in words": 'hopes == "a\tb"',
    "an unclosed word": 'hopes == "a',
}


@pytest.mark.parametrize("source", REFUSED)
def test_a_trick_is_refused_in_words(source: str, home: Scope) -> None:
    with pytest.raises(ExpressionError) as caught:
        check(source, home)
    first = caught.value.problems[0]
    assert first.message
    assert first.code.startswith("X")
    assert "Traceback" not in str(caught.value)


@pytest.mark.parametrize("source", TOO_MUCH.values(), ids=TOO_MUCH)
def test_what_is_too_much_is_refused_in_words(source: str, home: Scope) -> None:
    with pytest.raises(ExpressionError):
        check(source, home)


def test_a_deep_expression_is_refused_however_deep_the_caller_is_already(home: Scope) -> None:
    found: list[BaseException] = []

    def deeper(levels: int) -> None:
        if levels:
            deeper(levels - 1)
            return
        try:
            check("not " * 30 + "answered(hopes)", home).evaluate(DictEnv())
            check("1" + "+1" * 300, home)
        except ExpressionError as error:
            found.append(error)

    thread = threading.Thread(target=deeper, args=(sys.getrecursionlimit() // 2,))
    thread.start()
    thread.join()
    assert len(found) == 1


def test_conditions_that_name_each_other_do_not_grow_without_bound() -> None:
    for first in ("1 < 2", "no_such_question"):
        conditions = {"c0": parse(first)} | {f"c{n}": parse(f"c{n - 1} and c{n - 1}") for n in range(1, 30)}
        with pytest.raises(ExpressionError, match="too long or too deeply nested"):
            check("c29", Scope(conditions=conditions))


def test_words_with_braces_and_signs_stay_words(home: Scope) -> None:
    for words in ("{0}", "{0.__class__}", "%s", "${7*7}", "<script>", "{{7*7}}", "__import__"):
        checked = check(f'hopes == "{words}"', home)
        assert checked.evaluate(DictEnv(own={"hopes": words})) is True
        assert f'"{words}"' in checked.say("en")


def test_a_plugin_that_stumbles_leaves_the_answer_unanswered(home: Scope) -> None:
    env = DictEnv(own={"walks": 3, "hopes": "a kind word"})
    assert check("answered(walks) and falls_over(walks) > 1", home).evaluate(env) is False
    assert check("is_kind(hopes)", home).evaluate(env) is True
    assert check("syllables(hopes) + 1", home).evaluate(env) == 4
    assert check("is_kind(name)", home).evaluate(env) is False
