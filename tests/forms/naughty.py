"""Texts that break careless programs: ours to keep as they are, show as they are, or refuse in words."""

MARKUP = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea><b>bold</b>",
    "javascript:alert(1)",
    "{{ 7*7 }}",
    "{% include 'x' %}",
    "${7*7}",
    "%(name)s {name} {0}",
    "&lt;b&gt; &amp; &",
    "<!-- -->",
)
WRITING = (
    "Ŵyth tŷ â ffenestri",
    "Mae'r gath yn “cysgu” — o'r diwedd…",
    "שלום עולם",
    "مرحبا بالعالم",
    "\u202eright to left\u202c",
    "e\u0301 and é",
    "👵🏽 👨\u200d👩\u200d👧 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    "\u200bzero width\ufeff",
    "\ue000VALUE:nickname\ue001 \ue002",
    "ﬁ ½ Ⅷ",
    "tab\tand\u00a0space",
)
FIGURES = ("0", "-1", "1e9999", "NaN", "Infinity", "0x10", "1_000", "١٢٣", "１２", "½", "1/2", "--1", "1.2.3", "1,2,3")
SHAPES = (
    "null",
    "None",
    "true",
    "[]",
    "{}",
    "undefined",
    "\\",
    "'",
    '"',
    "';--",
    "../../etc/passwd",
    "=1+1",
    "a" * 5_000,
)
EVERY = (*MARKUP, *WRITING, *FIGURES, *SHAPES)
UNKEEPABLE = ("half \ud800 a sign", "no\0thing")
