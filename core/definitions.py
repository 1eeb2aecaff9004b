"""From a raw document to a frozen, typed definition, or to problems that each have a place.

A definition is a pydantic model: strict, frozen, nothing extra. pydantic is used at this edge only; behind it there
are typed objects. `DefinitionKind` is what a plugin hands over to teach Cartref a new first key.
"""

from __future__ import annotations

import keyword
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar, Literal, TypeVar, Union, get_args, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError, ValidationInfo
from pydantic_core import ErrorDetails, PydanticCustomError

from core.expressions.scope import RESERVED
from core.ids import is_definition_id
from core.problems import Path, Problem, Severity, did_you_mean
from core.text import Hint, Sentence, Text, sentence
from core.yamlfile import Document


class Strict(BaseModel):
    """The base of every part of a definition. `said_as` is what a message calls such a part.

    `unwritten` are the keys that only the full shape has, which nobody writes into a file.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", arbitrary_types_allowed=True)
    said_as: ClassVar[Sentence] = sentence("a definition")
    unwritten: ClassVar[frozenset[str]] = frozenset()


@dataclass(frozen=True)
class Finding:
    """A problem found by a kind's own check: where in the document (a path), not yet where in the file."""

    path: Path
    code: str
    message: Sentence
    hint: Hint = ""
    severity: Severity = "error"
    at: Literal["value", "key"] = "value"

    def placed(self, document: Document) -> Problem:
        """The same with file, line and column."""
        place = document.key_place(self.path) if self.at == "key" else document.value_place(self.path)
        return Problem(place, self.code, self.message, self.hint, self.severity)


@dataclass(frozen=True)
class DefinitionKind:
    """One kind of definition: its first key, its model, and what is checked beyond the shape.

    `check(definition, surroundings)` gives findings; `surroundings` is a `core.catalogue.Surroundings`.
    `normalise` turns shorthand into the full shape before the model sees it; `written(data, path)` leads a path in the
    full shape back to where it was written. `overlay(data, changes)` lays a home's changes over the data, where a kind allows it.
    `asks(definition)` gives (local name, reference, once | each_voice | again) for each form this kind asks together, so
    that those forms may name each other in rules.
    """

    name: str
    model: type[Strict]
    check: Callable[[Any, Any], Iterable[Finding]] = lambda definition, surroundings: ()
    normalise: Callable[[dict[str, Any]], dict[str, Any]] = dict
    written: Callable[[Mapping[str, Any], Path], Path] = lambda data, path: path
    overlay: Callable[[Mapping[str, Any], Any], tuple[dict[str, Any], list[Finding]]] | None = None
    asks: Callable[[Any], Iterable[tuple[str, str, str]]] | None = None

    def placed(self, finding: Finding, document: Document) -> Problem:
        """A finding of this kind's model or check as a problem with its place."""
        data = document.data or {}
        path = (self.name, *finding.path[1:]) if finding.path[:1] == ("id",) and "id" not in data else finding.path
        path = self.written(data, path)
        return replace(finding, path=path).placed(document)


# -- fields that every kind uses -------------------------------------------------------------------------------------


def refuse(code: str, message: Sentence, hint: Hint = "", **more: str) -> PydanticCustomError:
    """A value that cannot stand there, said in words; to be raised by a field. `inside` names the key below it that is wrong."""
    return PydanticCustomError(code, "{message}", {"message": message, "hint": hint, **more})


def _id(word: str) -> str:
    if not is_definition_id(word):
        raise refuse("E102", sentence("'{word}' cannot be an id", word=word), _better_id(word))
    return word


def _name(word: str) -> str:
    _id(word)
    if keyword.iskeyword(word) or word in RESERVED:
        hint = sentence("that word has a meaning of its own in rules; take another, like '{word}_one'", word=word)
        raise refuse("E102", sentence("'{word}' cannot be an id", word=word), hint)
    return word


def _better_id(word: str) -> Sentence:
    made = "".join(c if c.isascii() and c.isalnum() else "_" for c in word.lower()).strip("_")
    made = made if made[:1].isalpha() else f"q_{made}".strip("_")
    return sentence("ids are lower_snake_case ASCII words of at most 60 letters, like '{made}'", made=made[:60])


def _reference(word: str) -> str:
    parts = word.split(".")
    if len(parts) > 2 or not all(is_definition_id(part) for part in parts):
        hint = sentence("write 'id' inside the same pack, or 'pack.id'")
        raise refuse("E102", sentence("'{word}' names no definition", word=word), hint)
    return word


def _text(value: Any, info: ValidationInfo) -> Text:
    if isinstance(value, Text):
        return value
    if isinstance(value, str):
        value = {(info.context or {}).get("language", "en"): value}
    if not isinstance(value, Mapping):
        hint = sentence("write one text, or one for each language: {en: …, cy: …}")
        raise refuse("E105", sentence("this should be a text"), hint)
    words = {key: said for key, said in value.items() if key != "review"}
    for key, said in words.items():
        if len(key) != 2 or not key.isalpha() or not key.islower():
            near = did_you_mean(key, ["en", "cy", "review"]) or sentence("languages are two letters: en, cy")
            raise refuse("E103", sentence("unknown key '{key}' in a text", key=key), near, inside=key)
        if not isinstance(said, str):
            hint = sentence("put it between quotation marks")
            raise refuse("E105", sentence("this should be a text"), hint, inside=key)
        if not said.strip():
            hint = sentence("write it, or take the key out")
            raise refuse("E108", sentence("this text is empty"), hint, inside=key)
    review = value.get("review", ())
    if not isinstance(review, tuple) or any(language not in words for language in review):
        hint = sentence("like review: [cy]")
        raise refuse("E106", sentence("'review' lists languages of this text"), hint, inside="review")
    if not words:
        raise refuse("E108", sentence("this text is empty"), sentence("write it: {en: …, cy: …}"))
    return Text(words, review)


DefId = Annotated[str, AfterValidator(_id)]
"""An id that stands in lists only (an option, a step, a page)."""
Name = Annotated[str, AfterValidator(_name)]
"""An id that rules may speak of (a question, a form, a condition, a measure)."""
Reference = Annotated[str, AfterValidator(_reference)]
"""`id` in the same pack or `pack.id`."""
TextField = Annotated[Text, BeforeValidator(_text)]
"""A text in one or more languages."""


M = TypeVar("M", bound=Strict)

# -- from data to model ---------------------------------------------------------------------------------------------


def frozen(value: Any) -> Any:
    """The same data with tuples for lists, which is what strict models take."""
    if isinstance(value, Mapping):
        return {key: frozen(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return tuple(frozen(item) for item in value)
    return value


def build(
    model: type[M], data: Mapping[str, Any], language: str = "en", first_key: str = ""
) -> tuple[M | None, list[Finding]]:
    """The typed definition, or every finding about its shape. `language` is that of texts without one."""
    raw = frozen(data)
    if first_key:
        raw = {"id": raw.get(first_key), **{key: value for key, value in raw.items() if key != first_key}}
        if "id" in data:
            return None, [
                Finding(
                    ("id",),
                    "E103",
                    sentence("unknown key 'id' in {said_as}", said_as=model.said_as),
                    sentence("its id stands after '{first_key}:'", first_key=first_key),
                    at="key",
                )
            ]
    try:
        return model.model_validate(raw, context={"language": language}), []
    except ValidationError as error:
        details = error.errors(include_url=False)
        paths = [tuple(detail["loc"]) for detail in details]
        found = [
            _finding(model, detail)
            for detail, path in zip(details, paths, strict=True)
            # A list whose items were refused is not also "too short".
            if detail["type"] != "too_short" or not any(other[: len(path)] == path != other for other in paths)
        ]
        return None, [_renamed(item, first_key) for item in found]


def _renamed(finding: Finding, first_key: str) -> Finding:
    if first_key and finding.path[:1] == ("id",):
        return Finding((first_key, *finding.path[1:]), finding.code, finding.message, finding.hint, at=finding.at)
    return finding


_WANTED = {
    "string_type": sentence("a text"),
    "bool_type": sentence("true or false"),
    "int_type": sentence("a whole number"),
    "float_type": sentence("a number"),
    "tuple_type": sentence("a list"),
    "mapping_type": sentence("a map of keys and values"),
    "dict_type": sentence("a map of keys and values"),
    "model_type": sentence("a map of keys and values"),
    "model_attributes_type": sentence("a map of keys and values"),
}

_LIMITS: Mapping[str, Callable[[object], Sentence]] = {
    "greater_than_equal": lambda limit: sentence("{limit} or more", limit=limit),
    "less_than_equal": lambda limit: sentence("{limit} or less", limit=limit),
}


def _finding(model: type[Strict], detail: ErrorDetails) -> Finding:
    path: Path = tuple(detail["loc"])
    kind, context = detail["type"], detail.get("ctx", {})
    if path and path[-1] == "[key]":
        return Finding(path[:-1], kind, context["message"], context.get("hint", ""), at="key")
    if kind == "extra_forbidden":
        holder = _model_at(model, path[:-1])
        known = _keys(holder)
        hint = did_you_mean(str(path[-1]), known) or sentence("known here: {list}", list=", ".join(known))
        return Finding(
            path,
            "E103",
            sentence("unknown key '{path}' in {said_as}", path=path[-1], said_as=holder.said_as),
            hint,
            at="key",
        )
    if kind == "missing":
        holder = _model_at(model, path[:-1])
        return Finding(
            path[:-1],
            "E104",
            sentence("{said_as} needs the key '{path}'", said_as=holder.said_as, path=path[-1]),
            sentence("add it"),
        )
    if kind.startswith("E"):
        path = (*path, context["inside"]) if "inside" in context else path
        return Finding(path, kind, context["message"], context.get("hint", ""), at="key" if kind == "E103" else "value")
    if kind in _WANTED:
        why: Hint = sentence("only true and false are yes-or-no values") if kind == "bool_type" else ""
        return Finding(path, "E105", sentence("this should be {wanted}", wanted=_WANTED[kind]), why)
    if kind in ("literal_error", "enum"):
        allowed = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ").split(", ")
        hint = did_you_mean(str(detail["input"]), allowed) or sentence("one of {list}", list=", ".join(allowed))
        return Finding(
            path, "E106", sentence("'{input}' is not one of the known words here", input=detail["input"]), hint
        )
    if kind == "too_short":
        return Finding(path, "E106", sentence("at least one is needed here"), sentence("write it, or take the key out"))
    if kind in _LIMITS:
        limit = next(iter(context.values()), "")
        return Finding(path, "E106", sentence("this should be {wanted}", wanted=_LIMITS[kind](limit)))
    said = detail["msg"][:1].lower() + detail["msg"][1:]
    return Finding(path, "E106", sentence("this cannot stand here ({said})", said=said))


def _keys(model: type[Strict]) -> list[str]:
    keys = (field.alias or name for name, field in model.model_fields.items())
    return [key for key in keys if key not in model.unwritten]


def _model_at(model: type[Strict], path: Path) -> type[Strict]:
    """The model class that stands at `path` below `model`; the nearest one above where the path leaves models."""
    here: Any = model
    nearest = model
    for step in path:
        here = _step(here, step)
        found = _first_model(here)
        if found is not None:
            nearest = here = found
    return nearest


def _step(annotation: Any, step: str | int) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            if (field.alias or name) == step:
                return field.annotation
        return None
    for part in _parts(annotation):
        arguments = get_args(part)
        if get_origin(part) is tuple and arguments:
            return arguments[0]
        if get_origin(part) is not None and len(arguments) == 2 and isinstance(step, str):
            return arguments[1]
    return None


def _parts(annotation: Any) -> list[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _parts(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return [part for argument in get_args(annotation) for part in _parts(argument)]
    return [annotation]


def _first_model(annotation: Any) -> type[Strict] | None:
    for part in _parts(annotation):
        if isinstance(part, type) and issubclass(part, Strict):
            return part
    return None


def texts_of(part: Any, path: Path = ()) -> Iterator[tuple[Path, Text]]:
    """Every text in a definition with its path, in the order of the file."""
    if isinstance(part, Text):
        yield path, part
    elif isinstance(part, Strict):
        for name, field in type(part).model_fields.items():
            yield from texts_of(getattr(part, name), (*path, field.alias or name))
    elif isinstance(part, tuple | list):
        for position, item in enumerate(part):
            yield from texts_of(item, (*path, position))
    elif isinstance(part, Mapping):
        for key, item in part.items():
            yield from texts_of(item, (*path, key))
