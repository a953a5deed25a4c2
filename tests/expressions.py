"""Every expression of the tree with how it is used, texts that would make a bad one slow, and how long one takes.

An expression is collected where it is written (`re.compile(...)`, `re.sub(...)`, its argument evaluated in its module) and where it lies
in a module, a container or a dataclass. Those put together inside a function from values of the moment are listed by the test.
"""

import ast
import dataclasses
import importlib
import re
import signal
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType

from hypothesis import HealthCheck, settings
from hypothesis.strategies import SearchStrategy, from_regex

METHODS = frozenset({"match", "search", "fullmatch", "sub", "subn", "findall", "finditer", "split"})
UNITS = (
    *"._,([<&|~*\\#£%-/'\t\n\xa0…“’0aAé ", *("1.", "1.1.1.", "a ", "A ", "Aa ", "1 ", "-.", "_ .", "a-", "a.", "A.", "1,1", "£1,"),
    *("£1,1,1", "* ", "**", "~~", "[a](", "<b", " \n", "a\n", "-.-.", "1. ", "(a) ", "and ", "the ", "to be "),
)  # fmt: skip
SUFFIXES = ("\x00", "Z z", "1")
TREES = ("ingest", "assistant", "vectorstore", "eval", "prompts")


@dataclasses.dataclass(frozen=True)
class Use:
    """One expression and the ways in which it is asked."""

    where: str
    pattern: re.Pattern[str]
    methods: frozenset[str]


def uses(root: Path) -> tuple[list[Use], list[str]]:
    """(every expression over text, those that cannot be known before they are used: "file: source")."""
    modules = {path: _module(path.relative_to(root)) for tree in TREES for path in sorted((root / tree).rglob("*.py"))}
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in modules}
    asked = {path: _asked(tree) for path, tree in trees.items()}
    found: dict[tuple[re.Pattern[str], frozenset[str]], Use] = {}
    unknown: list[str] = []

    def add(where: str, pattern: object, methods: Iterable[str]) -> None:
        if isinstance(pattern, re.Pattern) and isinstance(pattern.pattern, str):
            use = Use(where, pattern, frozenset(methods) or frozenset({"search"}))
            found.setdefault((pattern, use.methods), use)

    for path, module in modules.items():
        name = path.relative_to(root).as_posix()
        for value, label in _values(module):
            others = asked if not label.startswith("_") else {path: asked[path]}
            add(f"{name} {label}", value, {method for names in others.values() for method in names.get(label, ())})
        for node, methods in _written(trees[path]):
            try:
                flags = _flags(node, module)
                add(f"{name}:{node.lineno}", re.compile(_value(node.args[0], module), flags), methods)
            except (NameError, AttributeError, TypeError):
                unknown.append(f"{name}: {ast.unparse(node.args[0])}")
    return list(found.values()), unknown


def _module(path: Path) -> ModuleType:
    return importlib.import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))


def _asked(tree: ast.Module) -> dict[str, set[str]]:
    """Name of an expression to the methods that a module asks it by."""
    asked: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in METHODS and isinstance(node.value, ast.Name):
            asked.setdefault(node.value.id, set()).add(node.attr)
    return asked


def _written(tree: ast.Module) -> Iterator[tuple[ast.Call, set[str]]]:
    """Calls of the module `re` inside functions, or outside where they are not kept under a name."""
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            if node.func.value.id == "re" and node.func.attr in METHODS:
                yield node, {node.func.attr}
            parent = parents[node]
            if node.func.value.id == "re" and node.func.attr == "compile" and isinstance(parent, ast.Attribute):
                yield node, {parent.attr}


def _value(node: ast.expr, module: ModuleType) -> str:
    return str(eval(compile(ast.Expression(node), "<expression>", "eval"), vars(module)))


def _flags(node: ast.Call, module: ModuleType) -> int:
    given = [keyword.value for keyword in node.keywords if keyword.arg == "flags"]
    place = {"compile": 1, "sub": 4, "subn": 4}.get(getattr(node.func, "attr", ""), 2)
    given += node.args[place : place + 1]
    return int(eval(compile(ast.Expression(given[0]), "<flags>", "eval"), vars(module))) if given else 0


def _values(module: ModuleType) -> Iterator[tuple[object, str]]:
    for name, value in vars(module).items():
        yield from ((found, name) for found in _inside(value, 0))


def _inside(value: object, depth: int) -> Iterator[object]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 4 and isinstance(value, dict):
        for part in (*value.keys(), *value.values()):
            yield from _inside(part, depth + 1)
    elif depth < 4 and isinstance(value, (tuple, list, set, frozenset)):
        for part in value:
            yield from _inside(part, depth + 1)
    elif depth < 4 and dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _inside(getattr(value, field.name), depth + 1)


def hostile(pattern: re.Pattern[str], length: int) -> Iterator[str]:
    """Long runs of each alphabet, and runs of what the expression itself repeats after what it asks for first."""
    for unit in UNITS:
        for suffix in SUFFIXES:
            yield (unit * (length // len(unit) + 1))[:length] + suffix
    for prefix, pump in dict.fromkeys(_pumps(re._parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG), "")):
        if pump:
            for suffix in SUFFIXES[:2]:
                yield prefix + (pump * (length // len(pump) + 1))[:length] + suffix


def _pumps(parsed: Iterable[tuple[object, object]], prefix: str) -> Iterator[tuple[str, str]]:
    for operator, argument in parsed:
        name = str(operator)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            low, high, body = argument  # type: ignore[misc]
            yield from _pumps(body, prefix)
            if int(high) > 40:
                for sample in _samples(body):
                    yield prefix, sample
                    yield prefix, sample + " "
            prefix += next(_samples(body), "") * max(int(low), 1)
        elif name == "SUBPATTERN":
            yield from _pumps(argument[3], prefix)  # type: ignore[index]
            prefix += next(_samples(argument[3]), "")  # type: ignore[index]
        elif name == "ATOMIC_GROUP":
            yield from _pumps(argument, prefix)  # type: ignore[arg-type]
            prefix += next(_samples(argument), "")  # type: ignore[arg-type]
        elif name == "BRANCH":
            for branch in argument[1]:  # type: ignore[index]
                yield from _pumps(branch, prefix)
            prefix += next(_samples(argument[1][0]), "")  # type: ignore[index]
        else:
            prefix += next(_samples([(operator, argument)]), "")


def _samples(parsed: Iterable[tuple[object, object]]) -> Iterator[str]:
    """A few texts that the parsed expression accepts, or nearly so."""
    texts = [""]
    for operator, argument in parsed:
        name = str(operator)
        if name == "LITERAL":
            parts = [chr(argument)]  # type: ignore[arg-type]
        elif name == "NOT_LITERAL" or name == "ANY":
            parts = ["x" if argument != ord("x") else "y", "."]
        elif name == "IN":
            parts = list(dict.fromkeys(_members(argument)))[:4]  # type: ignore[arg-type]
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            low, _, body = argument  # type: ignore[misc]
            parts = [text * max(int(low), 1) for text in _samples(body)]
        elif name == "SUBPATTERN":
            parts = list(_samples(argument[3]))  # type: ignore[index]
        elif name == "ATOMIC_GROUP":
            parts = list(_samples(argument))  # type: ignore[arg-type]
        elif name == "BRANCH":
            parts = [text for branch in argument[1] for text in _samples(branch)]  # type: ignore[index]
        else:
            parts = [""]
        texts = [text + part for text in texts[:2] for part in parts[:3]] or texts
    yield from texts[:4]


def _members(items: Iterable[tuple[object, object]]) -> Iterator[str]:
    listed = list(items)
    if listed and str(listed[0][0]) == "NEGATE":
        outside = {text for text in _members(listed[1:])}
        yield from (text for text in ("x", ".", " ", "1", "-") if text not in outside)
        return
    for operator, argument in listed:
        if str(operator) == "LITERAL":
            yield chr(argument)  # type: ignore[arg-type]
        elif str(operator) == "RANGE":
            yield chr(argument[0])  # type: ignore[index]
        else:
            yield {"CATEGORY_DIGIT": "1", "CATEGORY_WORD": "a", "CATEGORY_SPACE": " ", "CATEGORY_NOT_WORD": ".", "CATEGORY_NOT_SPACE": "x",
                   "CATEGORY_NOT_DIGIT": "x"}.get(str(argument), "")  # fmt: skip


class TooSlowError(Exception):
    """Processor time ran out."""


def seconds(use: Use, text: str, most: float) -> float:
    """Processor seconds that the slowest way of asking takes; `most` where it takes longer."""

    def stop(*_: object) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, most)
    try:
        return max(_seconds(use.pattern, method, text) for method in use.methods)
    except TooSlowError:
        return most
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _seconds(pattern: re.Pattern[str], method: str, text: str) -> float:
    began = time.process_time()
    if method in ("sub", "subn"):
        pattern.sub("", text)
    elif method == "finditer":
        for _ in pattern.finditer(text):
            pass
    else:
        getattr(pattern, method)(text)
    return time.process_time() - began


def too_slow(use: Use, length: int = 6_000) -> str | None:
    """The text on which an expression is slow, and for how long; None where it is linear.

    A linear one takes less than a microsecond a character; one that begins anew at each of 6,000 characters takes 0.06 s and more.
    """
    most = 0.02
    for text in hostile(use.pattern, length):
        if seconds(use, text, 3 * most) > most and min(seconds(use, text, 3 * most) for _ in range(3)) > most:
            return f"{use.where} {sorted(use.methods)} on {text[:14]!r}…{text[-4:]!r}\n    {use.pattern.pattern[:200]}"
    return None


def texts_of(pattern: re.Pattern[str]) -> SearchStrategy[str]:
    """Texts in which an expression is found; possessive repeats are read as plain ones, so that in a few it may not be."""
    return from_regex(re.compile(re.sub(r"(?<=[*+?}])\+", "", pattern.pattern), pattern.flags))


def sampled(count: int) -> settings:
    """How many of them are tried, the same each time."""
    return settings(max_examples=count, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
