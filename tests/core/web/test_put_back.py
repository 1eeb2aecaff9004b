"""What was typed is put back into the very form it was typed in, and nowhere else."""

from __future__ import annotations

from core.web.put_back import Typed, put_back

HERE = "/h/hafan/cases/1"


def box(seat: str, inner: str = '<input type="text" name="way" value="">') -> str:
    return f'<form method="post" action="/tried"><input type="hidden" name="seat" value="{seat}">{inner}</form>'


def page(*boxes: str) -> str:
    return f"<html><body><main>{''.join(boxes)}</main></body></html>"


def tried(seat: str, way: str) -> Typed:
    return Typed("/tried", (("seat", seat), ("way", way)))


def test_words_go_into_the_box_about_the_same_person_also_when_the_boxes_have_moved() -> None:
    html, lost = put_back(page(box("carys"), box("dilys")), [tried("dilys", "Pictures")], HERE)
    before, _, after = html.partition('value="dilys"')
    assert "Pictures" in after
    assert "Pictures" not in before
    assert lost == ()


def test_words_for_somebody_who_is_not_there_any_more_go_into_nobody_elses_box() -> None:
    html, lost = put_back(page(box("carys")), [tried("dilys", "Pictures")], HERE)
    assert "Pictures" not in html
    assert ("way", "Pictures") in lost


def test_what_a_page_had_seen_stays_as_it_was_so_that_nothing_is_overwritten_unseen() -> None:
    inner = '<input type="hidden" name="revision" value="7"><input type="text" name="name" value="Dilys">'
    typed = Typed(HERE, (("revision", "5"), ("name", "Dilys Rees")))
    html, lost = put_back(page(f'<form method="post">{inner}</form>'), [typed], HERE)
    assert 'value="5"' in html
    assert 'value="Dilys Rees"' in html
    assert lost == ()


def test_a_page_keeps_its_own_token() -> None:
    inner = '<input type="hidden" name="csrf_token" value="new"><input name="way" value="">'
    html, _lost = put_back(page(box("a", inner)), [Typed("/tried", (("seat", "a"), ("way", "x")))], HERE)
    assert 'name="csrf_token" value="new"' in html


def test_ticks_and_choices_are_as_they_were_and_not_as_the_page_has_them() -> None:
    inner = (
        '<input type="checkbox" name="roles" value="host" checked><input type="checkbox" name="roles" value="kitchen">'
        '<select name="who"><option value="a" selected>A</option><option value="b">B</option></select>'
    )
    html, lost = put_back(
        page(box("x", inner)), [Typed("/tried", (("seat", "x"), ("roles", "kitchen"), ("who", "b")))], HERE
    )
    assert 'value="host">' in html
    assert 'value="kitchen" checked>' in html
    assert '<option value="a">A</option><option value="b" selected>B' in html
    assert lost == ()


def test_a_text_of_several_lines_with_markup_in_it_stays_a_text() -> None:
    typed = "\n first\r\n</textarea><script>x</script> & more"
    html, _lost = put_back(page(box("x", '<textarea name="way">\nold</textarea>')), [tried("x", typed)], HERE)
    assert "\n\n first\r\n&lt;/textarea&gt;&lt;script&gt;x&lt;/script&gt; &amp; more</textarea>" in html
    assert "<script>" not in html


def test_what_somebody_typed_is_unfolded_and_what_nobody_touched_stays_folded() -> None:
    folded = [f"<details><summary>{seat}</summary>{box(seat)}</details>" for seat in ("carys", "dilys")]
    html, _lost = put_back(page(*folded), [tried("dilys", "Pictures"), tried("carys", "")], HERE)
    assert "<details><summary>carys" in html
    assert "<details open><summary>dilys" in html


def test_a_list_that_stands_on_its_first_choice_was_touched_by_nobody() -> None:
    inner = '<select name="who"><option value="a">A</option><option value="b">B</option></select>'
    folded = f"<details><summary>x</summary>{box('x', inner)}</details>"
    for chosen, opened in (("a", "<details>"), ("b", "<details open>")):
        html, _lost = put_back(page(folded), [Typed("/tried", (("seat", "x"), ("who", chosen)))], HERE)
        assert opened in html


def test_a_form_that_goes_to_its_own_page_still_does() -> None:
    html, _lost = put_back(page('<form method="post"><input name="name"></form>'), [], HERE)
    assert f'<form method="post" action="{HERE}">' in html


def test_everything_else_on_the_page_is_as_it_was_letter_by_letter() -> None:
    inner = '<p class="a" hidden>&lt;é&nbsp;&amp; ü — “x” </p><svg viewBox="0 0 1 1"><circle R="1"/></svg><!-- c -->'
    html, _lost = put_back(page(inner, box("x")), [tried("x", "y")], HERE)
    assert inner in html
