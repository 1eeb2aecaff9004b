"""Who is let in, where a post may come from, and that no address leads out."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from core import testing
from tests.security.crawling import REFS, Presser, paths, routes

PUBLIC = {"front", "healthz", "sign_in", "sign_out", "language", "worried", "worried_home", "worried_heard"}
"""Open by design: what this is, the way in, the language, and the page for a worry."""
ELSEWHERE = (
    {"Origin": "https://example.com"},
    {"Origin": "null"},
    {"Origin": "http://localhost.example.com"},
    {"Origin": "http://localhost@example.com"},
    {"Origin": "http://example.com/http://localhost"},
    {"Origin": "http://localhost:81"},
    {"Origin": "http://[::1"},
    {"Origin": "//"},
    {"Origin": "http://"},
    {"Referer": "https://example.com/localhost"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": testing.HERE},
    {"Sec-Fetch-Site": "cross-site", "Origin": testing.HERE},
)
TOKENS = (None, "", "x", "IjEyMyI.aaaa.bbbb", "e30.e30.e30", "'; --", "\u00e9" * 40)


def _known(world):
    names = ("case_id", "draft_id", "response_id", "offer_id", "worry_id")
    kept = ("exchange", "draft", "dilys_view", "offer", "worry")
    known = {name: (world.kept["hafan", what],) for name, what in zip(names, kept, strict=True)}
    return {**known, "person_id": (world.id("dilys"),), "ref": REFS[:1]}


def _every(world, method):
    known = _known(world)
    for endpoint, rule, _names in routes(world.app, method):
        yield endpoint, next(paths(rule, "hafan", known))


def test_whoever_is_not_signed_in_is_asked_to_everywhere_but_where_it_is_meant_to_be_open(world):
    stranger = world.stranger()
    press = Presser(stranger)
    for endpoint, path in _every(world, "GET"):
        answer = stranger.get(path)
        assert "zqhafan" not in answer.text, path
        if endpoint in PUBLIC:
            continue
        assert answer.status_code == 303, path
        assert answer.location.startswith("/sign-in"), path
    for endpoint, path in _every(world, "POST"):
        if endpoint in PUBLIC:
            continue
        answer = press.post(path, {"why": "Some words of mine"})
        assert answer.status_code == 401, path
        assert 'action="/sign-in"' in answer.text, path
        # A page that takes nothing but passwords carries nothing along.
        assert ("Some words of mine" in answer.text) == (endpoint != "own_password"), path
        assert "zqhafan" not in answer.text, path


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
def test_no_post_of_another_site_is_taken(world, headers):
    mair = world.browser("mair")
    token = mair.token()
    before = world.case()
    for _endpoint, path in _every(world, "POST"):
        data = {"csrf_token": token, "transition": "leave_it", "words": "x", "lang": "cy", "why": "zqtypedzq"}
        answer = mair.client.post(path, data=data, headers=headers)
        assert answer.status_code == 400, path
        assert "zqtypedzq" not in answer.text, path
        assert "Set-Cookie" not in answer.headers or "cartref_lang" not in answer.headers["Set-Cookie"]
    assert world.case() == before


def test_no_post_without_its_token_is_taken(world):
    mair = world.browser("mair")
    others = world.browser("bethan").token()
    before = (world.case(), world.case("choice"))
    for number, (_endpoint, path) in enumerate(_every(world, "POST")):
        token = (*TOKENS, others)[number % (len(TOKENS) + 1)]
        data = {"transition": "leave_it", "words": "x", **({} if token is None else {"csrf_token": token})}
        answer = mair.client.post(path, data=data, headers={"Origin": testing.HERE})
        assert answer.status_code in (400, 401), f"{path} with {token!r}"
    assert (world.case(), world.case("choice")) == before


def test_only_the_ways_a_route_names_are_taken(world):
    mair = world.browser("mair")
    before = world.case()
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"):
        for path in (
            world.url(),
            f"{world.url()}/move",
            "/h/hafan/",
            f"/h/hafan/drafts/{world.kept['hafan', 'draft']}",
        ):
            answer = mair.client.open(path, method=method, headers={"Origin": testing.HERE})
            assert answer.status_code in (400, 405)
    for header in ("X-HTTP-Method-Override", "X-Method-Override"):
        mair.get(world.url(), headers={header: "POST"})
    assert world.case() == before


OUT = "example.com"
TRICKS = (
    "https://example.com", "http://example.com", "//example.com", "///example.com", "////example.com", "/\\example.com",
    "\\\\example.com", "\\/example.com", "/\t/example.com", "/\n/example.com", "https:example.com", "https:/example.com",
    "https:///example.com", "http:\\\\example.com", " https://example.com", "\x00https://example.com", "HTTPS://EXAMPLE.COM",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "ftp://example.com",
    "//example.com@localhost", "//localhost@example.com", "http://localhost@example.com", "http://localhost.example.com",
    "http://localhost:80@example.com", "//example%2ecom", "/%2f/example.com", "%2f%2fexample.com", "/%5cexample.com",
    "//google。com", "//ｅxample.com", "http://0x7f000001", "http://[::1]", "today?home_id=//example.com",
    "today?home_id=https://example.com", "today?home_id=..%2f..%2f", "today?home_id=hafan&_external=1",
    "today?home_id=hafan&_scheme=https&_external=true", "today?home_id=hafan&_anchor=//example.com",
    "today?home_id=hafan&_method=POST", "today?home_id=%0d%0aLocation:%20https://example.com",
    "today?home_id=hafan%0d%0aSet-Cookie:%20a=b", "today?home_id=\\example.com", "today?home_id=hafan&next=https://example.com",
    "static?filename=https://example.com", "forms.static?filename=x", "front?x=//example.com", "front#//example.com",
    "front;https://example.com", "front%00", "sign_out", "front?host=example.com", "worried?x=1&x=2", "../front", "./front",
    "front?" + "a=1&" * 400, "a" * 5_000, "today", "today?", "?", "??", "&", "person?home_id=hafan&person_id=",
    "person?home_id=&person_id=", "person?home_id=hafan&person_id=.", "person?home_id=.&person_id=.",
    "person?home_id=..&person_id=..", "workflows.case?home_id=hafan&case_id=//example.com", "workflows.move?home_id=hafan&case_id=1",
    "http://example.com/?today?home_id=hafan", "today?home_id=hafan/../..//example.com", "today?home_id=@example.com",
    "today?home_id=:@example.com", "today?home_id=~example.com", "\u202emoc.elpmaxe//:sptth", "today\u0000?home_id=hafan",
    "__import__", "front.__class__", "{{ 7*7 }}", "%0d%0aLocation: https://example.com", "front\r\nLocation: https://example.com",
)  # fmt: skip


def test_there_are_eighty_tricks():
    assert len(TRICKS) >= 80


@pytest.mark.parametrize("field", ["language", "sign_in", "kept", "get"])
def test_no_address_that_somebody_makes_up_leads_out(world, field):
    browser = world.browser("mair")
    press = Presser(browser)
    for trick in TRICKS:
        if field == "language":
            answer = press.post("/language", {"lang": "cy", "next": trick})
        elif field == "sign_in":
            answer = press.post("/sign-in", {"name": "x", "password": "x", "to": trick})
        elif field == "kept":
            answer = press.post("/sign-in", {"name": "x", "password": "x", "_kept_way": trick, "_kept.words": "mine"})
        else:
            answer = browser.get("/sign-in", query_string={"to": trick})
        assert answer.status_code < 500, trick
        location = answer.headers.get("Location", "/")
        parts = urlsplit(location)
        assert (parts.scheme, parts.netloc) == ("", ""), trick
        assert location.startswith("/"), trick
        assert not location.startswith(("//", "/\\")), trick
        assert "\n" not in location, trick
        assert f'href="//{OUT}' not in answer.text
        assert f'action="//{OUT}' not in answer.text
        assert len(answer.headers.getlist("Location")) <= 1


def test_after_signing_in_nobody_finds_themselves_elsewhere(world, monkeypatch):
    from core import accounts
    from core.web import front

    token = accounts.open_sign_in(world.house, world.accounts["hafan", "mair"])
    monkeypatch.setattr(front.accounts, "sign_in", lambda *_: token)
    press = Presser(world.stranger())
    for trick in TRICKS:
        answer = press.post("/sign-in", {"name": "mair.hafan", "password": "x", "to": trick})
        press.token = press.browser.token()  # a new sign-in, a new token
        assert answer.status_code == 303, trick
        assert urlsplit(answer.location).netloc == "", trick
        assert answer.location.startswith("/"), trick
        assert not answer.location.startswith(("//", "/\\")), trick


@pytest.mark.parametrize(
    "host",
    ["example.com", "localhost.example.com", "localhost:80@example.com", "", "localhost,example.com", "[::1", "a b"],
)
def test_no_page_is_made_for_a_name_that_is_not_ours(world, host):
    for path in ("/", "/sign-in", "/h/hafan/", "/h/hafan/worried"):
        answer = world.stranger().client.get(path, headers={"Host": host})
        assert answer.status_code == 400
        assert "example.com" not in answer.text


@pytest.mark.parametrize(
    "header", ["X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Proto"]
)
def test_a_header_of_a_proxy_that_is_not_there_changes_nothing(world, header):
    answer = world.browser("bethan").get("/h/hafan/", headers={header: "example.com"})
    assert answer.status_code == 200
    assert "example.com" not in answer.text


ODD = (
    "..", ".", "%2e%2e", "..%2f..%2fetc%2fpasswd", "%00", "hafan%00", "_host", "HAFAN", "hafan ", "%20hafan", "a" * 3_000,
    "%ff%fe", "\u0000", "h\u0430fan", "haf\u200ban", "-", "hafan'--", "<script>", "%3Cscript%3E", "{{7*7}}", "%0d%0aX:1", "*",
)  # fmt: skip


def test_odd_names_in_a_path_are_simply_not_there(world):
    bethan, stranger = world.browser("bethan"), world.stranger()
    for odd in ODD:
        for path in (
            f"/h/{odd}/", f"/h/{odd}/worried", f"/h/{odd}/worried/heard", f"/h/hafan/people/{odd}", f"/h/hafan/cases/{odd}",
            f"/h/hafan/drafts/{odd}", f"/h/hafan/answers/{odd}", f"/h/hafan/heard/{odd}", f"/h/hafan/forms/{odd}",
            f"/h/hafan/check-ins/{odd}/groups", f"/h/hafan/check-ins/senses.six_senses/person/{odd}", f"/h/hafan/tools/{odd}",
            f"/static/{odd}", f"/static/../{odd}",
        ):  # fmt: skip
            for browser in (bethan, stranger) if path.startswith("/h/") and "worried" in path else (bethan,):
                answer = browser.get(path)
                assert answer.status_code in (200, 303, 308, 404), f"{answer.status_code} {path}"
                if answer.status_code == 200:
                    assert odd in (".", "..", "%2e%2e"), path
                assert "<script>" not in answer.text.replace('<script type="module"', "")


def test_every_answer_has_its_guarding_headers_and_is_kept_by_no_cache(world):
    mair = world.browser("mair")
    for _endpoint, path in _every(world, "GET"):
        answer = mair.get(path)
        assert answer.headers["Cache-Control"] == "no-store", path
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
