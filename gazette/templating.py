"""Templates: Jinja whose every look at the world goes through the Reader.

Reads are recorded in the *loader*, with Jinja's own cache switched off and compiled code kept here
instead: an imported macro file's own imports are then recorded for every page, not only for the
first one in a process. A template that was looked for and not found is a read too. What a page may
know comes as the variable `site`, passed to `render` and never put into the environment's globals.
"""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, is_dataclass
from types import CodeType
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    Undefined,
    UndefinedError,
)
from jinja2.sandbox import SandboxedEnvironment
from jinja2.utils import missing
from markupsafe import Markup

from gazette.filters import FILTERS
from gazette.problems import Problem, nearest, shorten
from gazette.questions import QUESTIONS
from gazette.reader import Reader
from gazette.settings import Settings
from gazette.sources import SourceMovedError

FOLDER = "templates/"


class Templates:
    """The templates of one site; one a process, since compiled code is kept."""

    def __init__(self) -> None:
        self._loader = _Loader()
        self._environment = _Sandbox(
            loader=self._loader,
            autoescape=True,
            undefined=Missing,
            finalize=_shown,
            cache_size=0,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            extensions=["jinja2.ext.loopcontrols"],
        )
        self._environment.filters.update(FILTERS)
        del self._environment.filters["random"]  # the same page must come out the same
        self._environment.globals.clear()
        self._environment.globals["range"] = range

    def render(
        self, name: str, reader: Reader, prose: Callable[[str, str | None], Markup], context: dict[str, Any]
    ) -> str | Problem:
        """The template's text for this context, or what is wrong with a template."""
        outer = self._loader.page  # a body within a page may have a template of its own
        self._loader.page = _Page(reader)
        self._environment.zone = ZoneInfo(reader.ask("zone"))  # type: ignore[attr-defined]
        try:
            template = self._environment.get_template(name)
            return template.render(site=View(reader, prose), **context)
        except TemplateSyntaxError as error:
            return _syntax_problem(error)
        except TemplateNotFound as error:
            return _missing_problem(error, self._loader.file_of(error.__traceback__))
        except SourceMovedError:
            raise  # no template is to blame for it
        except Exception as error:
            # A template's expressions may raise anything at all; our own frames may not.
            place = _template_frame(error)
            if place is None:
                raise
            return _runtime_problem(error, *place)
        finally:
            self._loader.page = outer


_CODE: OrderedDict[tuple[str, str], CodeType] = OrderedDict()
"""Compiled templates by name and text: the same text is always the same code."""

_CODE_LIMIT = 500


def _compiled(environment: Environment, name: str, source: str) -> CodeType:
    code = _CODE.get((name, source))
    if code is None:
        code = _CODE[name, source] = environment.compile(source, name, FOLDER + name)
        if len(_CODE) > _CODE_LIMIT:  # a long watch sees many versions of a template
            _CODE.popitem(last=False)
    return code


class _Sandbox(SandboxedEnvironment):
    """Templates that can learn of the world through `site` alone: no clock, no insides of values."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._judged: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may use an attribute: a matter of its name and of what sort of thing has it."""
        known = self._judged.get((type(obj), attr))
        if known is None:
            known = attr not in _CLOCKS and super().is_safe_attribute(obj, attr, value)
            self._judged[type(obj), attr] = known
        return known


_CLOCKS = frozenset({"today", "now", "utcnow", "fromtimestamp", "utcfromtimestamp"})


def _shown(value: Any) -> Any:
    """What a template writes out; a question that was not asked is no answer."""
    if callable(value) and not isinstance(value, (str, Undefined)):
        raise TypeError("this names a question without asking it: brackets are missing behind it")
    return value


class View:
    """What a template knows of the site: a method for each question, and `prose(path)`."""

    def __init__(self, reader: Reader, prose: Callable[[str, str | None], Markup]) -> None:
        self._reader = reader
        self._prose = prose

    def prose(self, path: str) -> Markup:
        """The body of an entry as HTML."""
        return self._prose(path, None)

    def prose_text(self, text: str, path: str) -> Markup:
        """Markdown of the front matter of the entry at `path` as HTML."""
        return self._prose(path, text)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name not in QUESTIONS:
            near = nearest(name, [*QUESTIONS, "prose", "prose_text"])
            raise UndefinedError(
                f"site.{name} is not something that templates can ask"
                + (f"; did you mean site.{near}?" if near else "")
            )
        return lambda *args: self._reader.ask(name, *args)

    def setting(self, name: str) -> Any:
        """The setting of that name."""
        if name not in Settings.__dataclass_fields__:
            near = nearest(name, list(Settings.__dataclass_fields__))
            raise UndefinedError(
                f"there is no setting called {name}" + (f"; did you mean {near}?" if near else "")
            )
        return self._reader.ask("setting", name)


@dataclass(frozen=True, slots=True)
class _Page:
    """One page in the making: who asks for it, and the templates that it has loaded."""

    reader: Reader
    loaded: dict[str, Template] = field(default_factory=dict)


class _Loader(BaseLoader):
    """Loads by asking, once for each page: a page is told once what a template has to say."""

    def __init__(self) -> None:
        self.page: _Page | None = None
        self._defined: dict[tuple[str, str], dict[str, Any]] = {}

    def load(self, environment: Environment, name: str, globals: Any = None) -> Template:
        assert self.page is not None
        loaded = self.page.loaded.get(name)
        if loaded is not None:
            return loaded
        source = self.page.reader.ask("template", name)
        if source is None:
            raise TemplateNotFound(name)
        defined = self._defined.get((name, source))
        if defined is None:
            code = _compiled(environment, name, source)
            defined = self._defined[name, source] = {"environment": environment, "__file__": code.co_filename}
            exec(code, defined)  # functions that know nothing yet of any page
        made = environment.template_class.from_module_dict(environment, defined, globals or {})
        self.page.loaded[name] = made
        return made

    def list_templates(self) -> list[str]:
        return []

    def file_of(self, traceback: Any) -> tuple[str, int] | None:
        """The template and line that an exception came from."""
        return _last_template(traceback)


# --- problems --------------------------------------------------------------------------------


def _last_template(traceback: Any) -> tuple[str, int] | None:
    found = None
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_filename.startswith(FOLDER):
            found = (code.co_filename, traceback.tb_lineno)
        traceback = traceback.tb_next
    return found


def _template_frame(error: BaseException) -> tuple[str, int] | None:
    """The last frame that is a template, if the error was not raised deep in our own code."""
    return _last_template(error.__traceback__ or sys.exc_info()[2])


class Missing(StrictUndefined):
    """What stands for something that is not there: any use of it is an error that says what."""

    @property
    def _undefined_message(self) -> str:
        name = str(self._undefined_name)
        if self._undefined_hint:
            return self._undefined_hint
        if self._undefined_obj is missing:
            return f"there is no variable called {name}"
        owner = type(self._undefined_obj)
        shown = (
            f"a {owner.__name__.lower()}"
            if is_dataclass(owner)
            else f"{shorten(repr(self._undefined_obj), 40)}"
        )
        near = nearest(name, [a for a in dir(owner) if not a.startswith("_")])
        return f"{shown} has no {name}" + (f"; did you mean {near}?" if near else "")


def _syntax_problem(error: TemplateSyntaxError) -> Problem:
    lines = (error.source or "").split("\n")
    line = lines[error.lineno - 1] if 0 < error.lineno <= len(lines) else ""
    return Problem(
        "template-syntax",
        "The template cannot be read.",
        FOLDER + (error.name or ""),
        error.lineno,
        len(line) - len(line.lstrip()) + 1,
        read=shorten(line),
        wanted=f"a Jinja template ({error.message})",
        hint="every {% … %} that opens something has its {% end… %}, every {{ its }}",
    )


def _missing_problem(error: TemplateNotFound, place: tuple[str, int] | None) -> Problem:
    path, line = place or (f"{FOLDER}{error.name}", 1)
    return Problem(
        "template-missing",
        f"There is no template called {error.name}.",
        path,
        line,
        1,
        read=str(error.name),
        wanted="a file of the folder templates/",
        hint="mend the name, or write the file; {% include … ignore missing %} makes it optional",
    )


def _runtime_problem(error: Exception, path: str, line: int) -> Problem:
    undefined = isinstance(error, UndefinedError)
    return Problem(
        "template-undefined" if undefined else "template-error",
        "The template asks for something that is not there."
        if undefined
        else "The template cannot be carried out.",
        path,
        line,
        1,
        read=shorten(str(error) if isinstance(error, TemplateError) else repr(error), 120),
        wanted="a name, field or question that the template has"
        if undefined
        else "an expression that can be carried out",
        hint="docs/reference.md lists what templates can ask, and each kind's fields"
        if undefined
        else "look at that line of the template",
    )
