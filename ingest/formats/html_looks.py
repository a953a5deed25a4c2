"""What an HTML page's own attributes and style rules do to the look of an element: hidden, struck out.

Style sheets in other files are not read. Rules inside `@media` hold where they are for every screen, not for print or narrow screens.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from selectolax.lexbor import SelectolaxError

_MATTER: Final = frozenset(
    {
        "display",
        "visibility",
        "opacity",
        "font-size",
        "text-decoration",
        "text-decoration-line",
        "vertical-align",
        "color",
        "background",
        "background-color",
    }
)
_MAX_RULES: Final = 500
"""Rules of a page above which the rest is left out: each is looked up in the whole page."""
_COMMENT: Final = re.compile(r"/\*.*?(?:\*/|\Z)", re.S)
_SIZE: Final = re.compile(r"(\d*+\.?\d*+)(?:px|pt|em|rem|%)?+$")
_WHITE: Final = "white"
_WHITES: Final = ("white", "#fff", "#ffffff", "rgb(255,255,255)", "rgba(255,255,255,1)")
_TINY: Final = 2.0
"""Font size in pixels or points under which nobody reads a word."""


@dataclass(frozen=True, slots=True)
class Look:
    """How the words of an element look; handed down to the elements inside it."""

    visible: bool = True
    tiny: bool = False
    struck: bool = False
    bold: bool = False
    raised: bool = False
    link: str = ""
    """Where on the same page a link leads; "" outside of links."""
    colour: str = ""
    """As the page says it; "" where it does not."""
    ground: str = ""
    """What lies behind the words, as the page says it; "" where it does not."""

    @property
    def seen(self) -> bool:
        """Whether a reader of the page sees its words."""
        return self.visible and not self.tiny and not (self.colour and self.colour == self.ground)


@dataclass(slots=True)
class Looks:
    """What the page says of each element; made once a page."""

    tree: Any
    _said: dict[int, dict[str, tuple[tuple[bool, int], str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        sheets = (node for node in self.tree.css("style") if (node.attributes.get("media") or "all").casefold() in ("all", "screen"))
        rules = [found for sheet in sheets for found in _rules(sheet.text()) if found[1]]
        for selector, said in rules[:_MAX_RULES]:
            for one in selector.split(","):
                self._apply(one.strip(), said)

    def _apply(self, selector: str, said: dict[str, tuple[bool, str]]) -> None:
        try:
            nodes = self.tree.css(selector) if selector else []
        except SelectolaxError:  # "::before", ":hover": nothing that is there when the page is read
            return
        weight = _weight(selector)
        for node in nodes:
            own = self._said.setdefault(node.mem_id, {})
            for name, (important, value) in said.items():
                if name not in own or own[name][0] <= (important, weight):
                    own[name] = (important, weight), value

    def gone(self, node: Any) -> bool:
        """True where neither the element nor anything inside it is shown."""
        display = self._value(node, "display")
        if display == "none" or self._value(node, "opacity") in ("0", "0.0", "0%"):
            return True
        return display is None and ("hidden" in node.attributes or (node.tag == "dialog" and "open" not in node.attributes))

    def of(self, node: Any, around: Look) -> Look:
        """The look of an element inside one that looks like `around`."""
        visibility, size = self._value(node, "visibility"), self._value(node, "font-size")
        drawn = self._value(node, "text-decoration-line") or self._value(node, "text-decoration") or ""
        found = _SIZE.match(size or "")
        tiny = float(found[1]) < (0.1 if size.endswith("em") else _TINY) if size and found and found[1].strip(".") else around.tiny
        return Look(
            around.visible if visibility in (None, "inherit") else visibility == "visible",
            tiny,
            around.struck or node.tag in ("s", "del", "strike") or "line-through" in drawn,
            around.bold or node.tag in ("b", "strong", "th"),
            around.raised or node.tag == "sup" or self._value(node, "vertical-align") == "super",
            (node.attributes.get("href") or "").casefold() if node.tag == "a" else around.link,
            _colour(self._value(node, "color")) or around.colour,
            _colour(self._value(node, "background-color") or self._value(node, "background") or node.attributes.get("bgcolor"))
            or around.ground,
        )

    def page(self) -> Look:
        """The look of the page itself: white, where it has no style sheet in another file that may say otherwise."""
        linked = self.tree.css_first("link[rel~=stylesheet]") is not None or "@import" in "".join(
            node.text() for node in self.tree.css("style")
        )
        return Look(ground="" if linked else _WHITE)

    def _value(self, node: Any, name: str) -> str | None:
        ruled = self._said.get(node.mem_id, {}).get(name)
        own = _declared(node.attributes.get("style") or "").get(name)
        if own and not (ruled and ruled[0][0] and not own[0]):
            return own[1]
        return ruled[1] if ruled else None


def _colour(said: str | None) -> str:
    """A colour in one form for white, "" for none; a picture or a blend is a colour of its own."""
    said = (said or "").casefold().replace(" ", "")
    return "" if said in ("", "inherit", "initial", "transparent", "none") else _WHITE if said in _WHITES else said


def _rules(css: str) -> Iterator[tuple[str, dict[str, tuple[bool, str]]]]:
    """Each rule that holds when the page is read on a screen: its selector, and what it says that matters here."""
    around: list[str] = []
    start = 0
    css = _COMMENT.sub(" ", css)
    for found in re.finditer(r"[{}]", css):
        words = css[start : found.start()]
        start = found.end()
        if found[0] == "{":
            around.append(" ".join(words.rpartition(";")[2].split()).casefold() if words.lstrip().startswith("@") else words.strip())
        elif around:
            selector = around.pop()
            if not selector.startswith("@") and all(map(_holds, around)):
                yield selector, _declared(words)


def _holds(block: str) -> bool:
    """True for a block around rules that holds on every screen."""
    return block.startswith(("@layer", "@supports")) or block.removeprefix("@media").replace("only ", "").strip() in ("screen", "all")


def _declared(words: str) -> dict[str, tuple[bool, str]]:
    """What declarations say that matters: name to whether it is said to be important, and the value."""
    said = {}
    for one in words.split(";"):
        name, _, value = one.partition(":")
        if (name := name.strip().casefold()) in _MATTER:
            value, _, important = value.casefold().partition("!")
            said[name] = important.strip() == "important", " ".join(value.split())
    return said


def _weight(selector: str) -> int:
    """How specific a selector is: identifiers before classes and attributes before names of elements."""
    names = sum(1 for part in re.split(r"[\s>+~]+", selector) if part[:1].isalpha())
    return selector.count("#") * 10_000 + sum(map(selector.count, (".", "[", ":"))) * 100 + names
