"""The one door for plugin authors: everything a plugin may use, and nothing else of Cartref is promised to stay.

from core.api import Picture, PictureMade, Text, hookimpl

@hookimpl
def pictures():
    return [Picture("my_picture", Text({"en": "…", "cy": "…"}), draw)]
"""

from __future__ import annotations

from core.board_pictures import BoardItem, BoardPictureData
from core.case_pictures import (
    ONLY_A_PART,
    AskedQuestion,
    CasePictureData,
    Chair,
    KeptDay,
    RowAnswers,
    VoiceAnswers,
    ems,
    fitted,
    initials,
    leading,
    lines_of,
)
from core.contributions import (
    Asking,
    Blueprint,
    Command,
    DefinitionFolder,
    Missing,
    NeedRule,
    PagePart,
    Picture,
    PictureMade,
    QuestionType,
    Raw,
    StoryStep,
    WorkflowAction,
)
from core.definitions import (
    DefId,
    DefinitionKind,
    Finding,
    Name,
    Reference,
    Strict,
    TextField,
)
from core.expressions import (
    BOOL,
    DATE,
    NUMBER,
    PERSON,
    SORT,
    TEXT,
    THING,
    UNANSWERED,
    Many,
    Option,
    Options,
    Rows,
    Type,
)
from core.faces import FACES, face
from core.home_pictures import Here, HomeAnswers, HomeData, MonthOfWords
from core.hookspecs import hookimpl
from core.house import House
from core.ids import new_id, new_token
from core.outbox import record
from core.permissions import Answer
from core.pictures import (
    Line,
    Mark,
    PictureData,
    Spoke,
    Step,
    drawing,
    own_words,
    table_of,
    tag,
    with_words,
    wrapped,
)
from core.problems import did_you_mean
from core.records import Event, Home, Kept, Person, moment, stamp
from core.stores.protocol import Condition, Conflict, NotFound, StoreError, Tx
from core.text import Hint, Sentence, Text, plain, sentence
from core.web.asking import Signed, Viewer, may_see, public, require, subject_or_404, viewer
from core.web.languages import clock_time, day, gettext, join, language, ngettext
from core.web.pages import PageAsked, render, say
from core.web.shown import shown

__all__ = [
    "BOOL",
    "DATE",
    "FACES",
    "NUMBER",
    "ONLY_A_PART",
    "PERSON",
    "SORT",
    "TEXT",
    "THING",
    "UNANSWERED",
    "Answer",
    "AskedQuestion",
    "Asking",
    "Blueprint",
    "BoardItem",
    "BoardPictureData",
    "CasePictureData",
    "Chair",
    "Command",
    "Condition",
    "Conflict",
    "DefId",
    "DefinitionFolder",
    "DefinitionKind",
    "Event",
    "Finding",
    "Here",
    "Hint",
    "Home",
    "HomeAnswers",
    "HomeData",
    "House",
    "Kept",
    "KeptDay",
    "Line",
    "Many",
    "Mark",
    "Missing",
    "MonthOfWords",
    "Name",
    "NeedRule",
    "NotFound",
    "Option",
    "Options",
    "PageAsked",
    "PagePart",
    "Person",
    "Picture",
    "PictureData",
    "PictureMade",
    "QuestionType",
    "Raw",
    "Reference",
    "RowAnswers",
    "Rows",
    "Sentence",
    "Signed",
    "Spoke",
    "Step",
    "StoreError",
    "StoryStep",
    "Strict",
    "Text",
    "TextField",
    "Tx",
    "Type",
    "Viewer",
    "VoiceAnswers",
    "WorkflowAction",
    "clock_time",
    "day",
    "did_you_mean",
    "drawing",
    "ems",
    "face",
    "fitted",
    "gettext",
    "hookimpl",
    "initials",
    "join",
    "language",
    "leading",
    "lines_of",
    "may_see",
    "moment",
    "new_id",
    "new_token",
    "ngettext",
    "own_words",
    "plain",
    "public",
    "record",
    "render",
    "require",
    "say",
    "sentence",
    "shown",
    "stamp",
    "subject_or_404",
    "table_of",
    "tag",
    "viewer",
    "with_words",
    "wrapped",
]
