"""The numbers and bullets that Word prints from a document's numbering definitions (ECMA-376 part 1, 17.9)."""

from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


def formatted(number: int, style: str) -> str:
    """A counter in Word's number format: decimal, lowerLetter, upperLetter, lowerRoman, upperRoman, decimalZero, ordinal."""
    if style in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if style == "upperLetter" else letter
    if style in ("lowerRoman", "upperRoman"):
        roman, rest = "", min(number, 3999)
        for value, sign in _ROMAN:
            roman += sign * (rest // value)
            rest %= value
        return roman.upper() if style == "upperRoman" else roman
    if style == "none":
        return ""
    return f"{number:02d}" if style == "decimalZero" else str(number)


class Numbering:
    """Counts through a document in order; ask for each paragraph once."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[str, dict[int, Any]] = {}
        self._abstract: dict[str, str] = {}
        self._overrides: dict[tuple[str, int], int] = {}
        self._counters: dict[tuple[str, int], int] = {}
        self._started: set[str] = set()
        self._styles = {style.get(f"{_W}styleId"): style for style in document.styles.element.iter(f"{_W}style")}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        for abstract in root.iter(f"{_W}abstractNum"):
            levels = {int(level.get(f"{_W}ilvl", "0")): level for level in abstract.iter(f"{_W}lvl")}
            self._levels[abstract.get(f"{_W}abstractNumId", "")] = levels
        for number in root.iter(f"{_W}num"):
            self._read_instance(number)

    def _read_instance(self, number: Any) -> None:
        key = number.get(f"{_W}numId", "")
        reference = number.find(f"{_W}abstractNumId")
        self._abstract[key] = reference.get(f"{_W}val", "") if reference is not None else ""
        for override in number.iter(f"{_W}lvlOverride"):
            start = override.find(f"{_W}startOverride")
            if start is not None:
                self._overrides[key, int(override.get(f"{_W}ilvl", "0"))] = int(start.get(f"{_W}val", "1"))

    def next(self, paragraph: Any) -> tuple[str, bool]:
        """What Word prints before a paragraph: (its number, False), ("", True) for a bullet, ("", False) for nothing."""
        found = self._reference(paragraph)
        if found is None:
            return "", False
        key, level = found
        definition = self._levels.get(self._abstract.get(key, ""), {}).get(level)
        if definition is None:
            return "", False
        if self._style(definition) == "bullet":
            return "", True
        self._count(key, level)
        template = _value(definition, "lvlText") or ""
        legal = definition.find(f"{_W}isLgl") is not None
        for lower in range(level + 1):
            template = template.replace(f"%{lower + 1}", self._counter(key, lower, legal))
        return template.strip(), False

    def indent(self, paragraph: Any) -> float:
        """Left indent in points that the numbering level sets; 0 where none."""
        found = self._reference(paragraph)
        level = self._levels.get(self._abstract.get(found[0], ""), {}).get(found[1]) if found else None
        mark = level.find(f"{_W}pPr/{_W}ind") if level is not None else None
        left = (mark.get(f"{_W}left") or mark.get(f"{_W}start") or "0") if mark is not None else "0"
        return int(left) / 20 if left.lstrip("-").isdigit() else 0.0

    def _count(self, key: str, level: int) -> None:
        abstract = self._abstract[key]
        if key not in self._started:
            self._started.add(key)
            for (number, at), start in self._overrides.items():
                if number == key:
                    self._counters[abstract, at] = start - 1
        current = self._counters.get((abstract, level))
        self._counters[abstract, level] = self._start(abstract, level) if current is None else current + 1
        for deeper in [at for number, at in self._counters if number == abstract and at > level]:
            self._counters.pop((abstract, deeper))

    def _counter(self, key: str, level: int, legal: bool) -> str:
        abstract = self._abstract[key]
        number = self._counters.setdefault((abstract, level), self._start(abstract, level))
        return formatted(number, "decimal" if legal else self._style(self._levels[abstract].get(level)))

    def _start(self, abstract: str, level: int) -> int:
        value = _value(self._levels[abstract].get(level), "start") or "1"
        return int(value) if value.isdigit() else 1

    @staticmethod
    def _style(definition: Any) -> str:
        return _value(definition, "numFmt") or "decimal"

    def _reference(self, paragraph: Any) -> tuple[str, int] | None:
        """(numId, level) from the paragraph or the styles it is based on; numId 0 takes the number away."""
        properties = paragraph.find(f"{_W}pPr")
        style = _value(properties, "pStyle")
        for _ in range(10):
            mark = properties.find(f"{_W}numPr") if properties is not None else None
            number = _value(mark, "numId")
            if number is not None:
                level = _value(mark, "ilvl") or self._level_of(number, style)
                return None if number == "0" else (number, int(level))
            element = self._styles.get(style) if style else None
            if element is None:
                return None
            properties, style = element.find(f"{_W}pPr"), _value(element, "basedOn")
        return None

    def _level_of(self, number: str, style: str | None) -> str:
        """The level that a style is linked to; Word leaves it out of the style for level 0."""
        for level, definition in self._levels.get(self._abstract.get(number, ""), {}).items():
            if style is not None and _value(definition, "pStyle") == style:
                return str(level)
        return "0"


def _value(element: Any, name: str) -> str | None:
    found = element.find(f"{_W}{name}") if element is not None else None
    return None if found is None else str(found.get(f"{_W}val", ""))
