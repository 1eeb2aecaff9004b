"""The web application: everything that is passed in put together, with nothing kept in the module itself."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable
from pathlib import Path

from flask import Blueprint as FlaskBlueprint
from flask import Flask, current_app, g, request
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from werkzeug.exceptions import SecurityError
from werkzeug.wrappers import Response as BaseResponse

from core.house import House
from core.plugins import StrictFailure
from core.settings import Settings
from core.stores.protocol import HOST, Conflict
from core.web import (
    again,
    asking,
    errors,
    front,
    guard,
    home,
    household,
    languages,
    looked,
    own_password,
    pages,
    records,
    sharing,
    worried,
)
from core.web.languages import Catalogues, Speech

log = logging.getLogger("cartref.web")

HERE = Path(__file__).parent
ENGINES = ("forms", "workflows")
_SECRET = ("secret", "pages")


def create_app(house: House, settings: Settings) -> Flask:
    """A Flask application for this house. A plugin whose pages cannot be made is set aside; with `strict`, StrictFailure."""
    app = Flask("core.web", root_path=str(HERE), static_folder="static", template_folder="templates")
    app.secret_key = _secret_key(house)
    app.extensions["cartref"] = house
    app.extensions["cartref_hashes"] = {}
    app.config.update(TRUSTED_HOSTS=_hosts(settings), SESSION_COOKIE_SECURE=settings.https)
    _set_templates(app)
    app.before_request(_begin)
    app.after_request(again.remember_changed)
    app.teardown_request(_end)
    guard.install(app, https=settings.https)
    errors.install(app)
    for room in (front, own_password, worried, home, household, looked, records, sharing):
        room.install(app)
    _add_blueprints(app, house, settings.strict)
    app.extensions["cartref_words"] = Catalogues.read(locale_folders(house))
    app.context_processor(_context)
    return app


def _hosts(settings: Settings) -> list[str]:
    """The names this house answers to: this computer's own, and those that were set."""
    return ["localhost", "127.0.0.1", settings.host, *settings.hosts]


def _secret_key(house: House) -> str:
    """The key that signs cookies: made once, kept with the accounts, so that a restart interrupts nobody."""
    with house.store.read(HOST) as tx:
        found = tx.get(*_SECRET)
    if found is None:
        try:
            with house.store.tx(HOST, actor="host", purpose="first start") as tx:
                tx.put(*_SECRET, {"key": secrets.token_hex(32)}, expect=0)
        except Conflict:
            log.info("another process made the key at the same moment")
        with house.store.read(HOST) as tx:
            found = tx.get(*_SECRET)
    assert found is not None
    return str(found.body["key"])


def _set_templates(app: Flask) -> None:
    kit = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_options = {**app.jinja_options, "trim_blocks": False}
    loader = app.jinja_env.loader
    assert loader is not None
    app.jinja_env.loader = ChoiceLoader([loader, kit])
    app.jinja_env.globals.update(
        _=languages.gettext,
        gettext=languages.gettext,
        ngettext=languages.ngettext,
        static=pages.static,
        say_day=languages.day,
        say_time=languages.clock_time,
        say_list=languages.join,
    )


def locale_folders(house: House) -> Iterable[Path]:
    """Every `locale` folder: the core's, the engines', and those of plugins that are in use."""
    top = HERE.parents[1]
    yield from (top / room / "locale" for room in ("core", *ENGINES))
    yield from (folder.path / "locale" for folder in house.plugins.folders)
    bundled = top / "plugins"
    if bundled.is_dir():
        yield from sorted(path / "locale" for path in bundled.iterdir() if path.is_dir())


# -- at the door -----------------------------------------------------------------------------------------------------


def _begin() -> BaseResponse | None:
    """Settle the language, who is asking, and whether the post may be taken, before any page is made."""
    languages.set_speech(_speech(()))
    if isinstance(request.routing_exception, SecurityError):
        raise request.routing_exception
    if request.endpoint is not None and request.endpoint.endswith("static"):
        return None
    home_id = _home_in_path()
    signed = asking.asker(home_id) if home_id else None
    g.cartref_here = signed
    if signed is None:
        asking.account()
    languages.set_speech(_speech(signed.person.languages if signed else ()))
    guard.check_post()
    if home_id is not None and request.endpoint is not None and not asking.is_public(request.endpoint):
        asking.require(home_id)
    return again.at_the_door()


def _end(error: BaseException | None) -> None:
    languages.set_speech(Speech())


def _home_in_path() -> str | None:
    parts = request.path.split("/", 3)
    return parts[2] if len(parts) > 2 and parts[1] == "h" and parts[2] else None


def _speech(own: tuple[str, ...]) -> Speech:
    chosen = request.cookies.get(front.LANGUAGE_COOKIE)
    language = languages.choose(chosen, own, request.accept_languages)
    return Speech(language, current_app.extensions["cartref_words"])


def _context() -> dict[str, object]:
    """What templates are given besides the page's own words."""
    signed = g.get("cartref_here")
    return {"may_set": home.may_set(signed.home.id)} if signed is not None else {}


# -- pages of plugins ------------------------------------------------------------------------------------------------


def _add_blueprints(app: Flask, house: House, strict: bool) -> None:
    collected = house.plugins.hooks.collected
    for key, contribution in collected.of("blueprints").items():
        giver = collected.givers["blueprints", key]
        try:
            _add_blueprint(app, contribution.make(house))
        except (Exception, SystemExit) as error:
            problem = f"its pages '{key}' cannot be made: {type(error).__name__}: {error}"
            house.plugins.set_aside(giver, (problem,))
            if strict:
                raise StrictFailure(f"{giver}: {problem}") from error


def _add_blueprint(app: Flask, blueprint: object) -> None:
    if not isinstance(blueprint, FlaskBlueprint):
        raise TypeError(f"make() gave {type(blueprint).__name__}, not a Flask blueprint")
    if blueprint.name in app.blueprints:
        raise ValueError(f"there is a blueprint '{blueprint.name}' already")
    # Tried on an empty app first: one that fails half way would leave half of its pages behind.
    Flask("trial", root_path=str(HERE), static_folder=None).register_blueprint(blueprint)
    app.register_blueprint(blueprint)
