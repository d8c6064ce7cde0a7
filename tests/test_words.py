"""Every text on the screen is in the locales, in every language."""

import ast
import re
from collections.abc import Iterator
from string import Formatter

import pytest

from tests.support.source_code import (
    LANGUAGES,
    SCREEN,
    at,
    files_of,
    js_strings,
    literal,
    locale,
    method_of,
    nodes_of,
)

PROPER_NAMES = {"Tiketa"}

WORD = re.compile(r"[^\W\d_]{2,}")
TAG = re.compile(r"""<[a-zA-Z/!](?:"[^"]*"|'[^']*'|[^"'>])*>""")
NOT_SAID = re.compile(rf"(?s)<(style|script)\b.*?</\1>|{TAG.pattern}|\$?{{+[^}}]*}}+|\$\w+|&#?\w+;")
SPOKEN_ATTRIBUTE = re.compile(r"""(?<![\w:-])(?:aria-label|alt|title|placeholder|label)=(["'])(.*?)\1""")
SPEAKING_METHODS = {"tooltip", "set_text", "set_label", "set_placeholder", "notify"}
SPEAKING_KEYWORDS = {"text", "label", "message", "placeholder", "title", "caption", "content", "close_button"}
SPEAKING_ELEMENT = re.compile(
    "badge|button|checkbox|chip|expansion|html|input|label|link|markdown|menu_item|notification|notify|number|"
    "page_title|radio|select|skip_link|switch|tab|textarea|toggle|tooltip"
)


def test_words_come_from_locales() -> None:
    found = [f"{at(path, node)}: {words}" for path, node in nodes_of(*SCREEN) for words in literal_words(node)]
    for path in files_of(*SCREEN, "assets", suffix=".js"):
        found += [f"{at(path)}: {words}" for text in js_strings(path) for words in words_in_markup(text)]
    assert not found


@pytest.mark.parametrize(
    "source",
    [
        'ui.label("Hello")',
        'ui.button(text=f"Book {seats} seats")',
        'ui.input("x", placeholder="Your name")',
        'row.tooltip("Sold")',
        "Markup(\"<p class='big'>Sold out: {}</p>\")",
        "box.props('aria-label=\"Close\"')",
        'ui.html(f"<b>{name}</b> is here")',
    ],
)
def test_the_search_for_words_finds(source: str) -> None:
    assert [words for node in ast.walk(ast.parse(source)) for words in literal_words(node)]


@pytest.mark.parametrize(
    "source",
    [
        'ui.label(t("seat.taken"))',
        'ui.button(t("book.confirm"), color="primary", icon="check").props("flat no-caps")',
        'ui.link(t("house.home"), "/bookings")',
        "Markup(\"<p class='big' aria-label='{said}'>{} &middot; <b>◉</b></p>\").format(said=t(\"a.b\"))",
    ],
)
def test_the_search_for_words_leaves_alone(source: str) -> None:
    assert not [words for node in ast.walk(ast.parse(source)) for words in literal_words(node)]


def test_locales_have_same_keys_and_gaps() -> None:
    first, second = (locale(language) for language in LANGUAGES)
    assert first.keys() == second.keys()
    assert not [key for key in first if gaps(first[key]) != gaps(second[key])]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty(language: str) -> None:
    assert not [key for key, sentence in locale(language).items() if not sentence.strip()]


def test_every_used_locale_key_exists() -> None:
    known = locale(LANGUAGES[0])
    a_key = re.compile(rf"(?:{'|'.join({key.partition('.')[0] for key in known})})\.\w+")
    asked = [(at(path, node), key) for path, node in nodes_of(*SCREEN) for key in keys_in(node, a_key)]
    assert asked
    assert not [f"{place}: {key}" for place, key in asked if key not in known]


def test_every_refusal_has_a_sentence() -> None:
    codes = {code for _, node in nodes_of("tiketa/kernel/errors") for code in refusal_codes(node)}
    assert codes
    assert not {f"refusal.{code}" for code in codes} - locale(LANGUAGES[0]).keys()


def literal_words(node: ast.AST) -> Iterator[str]:
    """Yield what this node would show without asking the locales."""
    yield from words_in_markup(literal(node))
    if isinstance(node, ast.Call):
        spoken = [*node.args[:1], *(word.value for word in node.keywords if word.arg in SPEAKING_KEYWORDS)]
        yield from (text for text in map(literal, spoken) if speaks(node) and has_words(text))


def words_in_markup(text: str) -> Iterator[str]:
    """Yield the text if it is markup with words in it, and the words in attributes that are read aloud."""
    if TAG.search(text) and has_words(text):
        yield text
    yield from (said for _, said in SPOKEN_ATTRIBUTE.findall(text) if has_words(said))


def has_words(text: str) -> bool:
    """Say whether words are left without markup, gaps and proper names."""
    return bool(set(WORD.findall(NOT_SAID.sub(" ", text))) - PROPER_NAMES)


def speaks(call: ast.Call) -> bool:
    """Say whether the call's first argument is shown: `ui.label(...)`, `element.tooltip(...)`."""
    match call.func:
        case ast.Attribute(value=ast.Name(id="ui"), attr=name):
            return bool(SPEAKING_ELEMENT.fullmatch(name))
        case ast.Attribute(attr=name):
            return name in SPEAKING_METHODS
    return False


def refusal_codes(node: ast.AST) -> Iterator[str]:
    """Yield the `code = "..."` of a class."""
    for line in node.body if isinstance(node, ast.ClassDef) else []:
        targets = line.targets if isinstance(line, ast.Assign) else [getattr(line, "target", None)]
        if any(isinstance(target, ast.Name) and target.id == "code" for target in targets):
            yield literal(getattr(line, "value", None))


def keys_in(node: ast.AST, a_key: re.Pattern[str]) -> Iterator[str]:
    """Yield the keys of sentences: what `t("...")` is asked for, and every string that looks like a key."""
    if a_key.fullmatch(literal(node)):
        yield literal(node)
    if isinstance(node, ast.Call) and getattr(node.func, "id", method_of(node)) in {"t", "_t"}:
        yield from (literal(argument) for argument in node.args[:1] if isinstance(argument, ast.Constant))


def gaps(sentence: str) -> set[str]:
    """Return the names of a sentence's gaps."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}
