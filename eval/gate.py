"""The gate: whether a run may go out. Every rule is one line of the verdict; one that fails fails the gate.

Zero tolerance comes first. A run whose checks fail their own test is "not valid", whatever its figures.
"""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, ValidationError

from eval.compare import Difference, compare
from eval.errors import SuiteError
from eval.judges import PREFIX
from eval.models import Frozen, MutationRate, Scores
from eval.score import CRITICAL
from eval.summary import Estimate, Summary, no_interval, summarise

INVALID = ": the result is not valid"
STARTER = Path(__file__).parent / "templates" / "gate.toml"
"""Rules for a small set, which `council-papers eval template gate.toml` copies."""


class Point(Frozen):
    """A floor for a figure as it was measured, over enough cases."""

    least: float
    cases: int = Field(ge=1)
    """Fewer than so many do not count as measured."""


class Rules(Frozen):
    """What a gate demands; a TOML file."""

    floors: dict[str, float] = Field(default_factory=dict)
    """Metric to the least value of the lower end of its interval."""
    ceilings: dict[str, float] = Field(default_factory=dict)
    """Metric to the greatest value of the upper end of its interval."""
    points: dict[str, Point] = Field(default_factory=dict)
    """Metric to the least value measured: for sets too small for the ends of intervals."""
    margins: dict[str, float] = Field(default_factory=dict)
    """Metric to the greatest drop against the baseline that is no loss, held against the upper 95% bound of the drop."""
    falls: dict[str, float] = Field(default_factory=dict)
    """Metric to the greatest fall against the baseline as measured: what the same questions on the same papers have lost."""
    detection: dict[str, float] = Field(default_factory=dict)
    """False edit to the least share that the checks must flag."""
    false_alarms: float = Field(0.03, ge=0, le=1)
    """Greatest share of neutral edits that the checks may flag."""
    length: float = Field(0.2, ge=0)
    """Greatest change of the words an answer against the baseline, as a share."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """One rule and whether it is kept."""

    rule: str
    kept: bool
    detail: str


def read_rules(path: Path) -> Rules:
    """The rules of a TOML file. Raises SuiteError where it cannot be read, has an unknown rule or one on a judge model's figure."""
    try:
        rules = Rules.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError) as error:
        raise SuiteError(f"cannot read the gate's rules {path}: {' '.join(str(error).split())}") from error
    judged = [name for name in (*rules.floors, *rules.ceilings, *rules.points, *rules.margins, *rules.falls) if name.startswith(PREFIX)]
    if judged:
        raise SuiteError(f"{path}: {judged[0]} is a chat model's opinion and cannot be a rule of the gate; take it out")
    return rules


def gate(scores: Scores, rules: Rules, baseline: Scores | None = None) -> list[Ruling]:
    """Every rule with its ruling."""
    summary = summarise(scores)
    rulings = [*_zero_tolerance(scores), *_bounds(summary, rules), *_determinism(scores), *_self_test(scores.self_test, rules)]
    if baseline is not None:
        found = {difference.name: difference for difference in compare(baseline, scores)}
        rulings += [*_non_inferiority(found, rules), *_coupling(found, rules)]
    return rulings


def verdict(rulings: Sequence[Ruling]) -> str:
    """What the rulings come to, in a sentence; "" without any."""
    broken = [ruling for ruling in rulings if not ruling.kept]
    if any(ruling.detail.endswith(INVALID) for ruling in broken):
        return "The result is not valid: the checks failed their own test."
    if broken:
        return f"The gate is closed: {len(broken)} of {len(rulings)} rules are broken."
    return f"The gate is open: all {len(rulings)} rules are kept." if rulings else ""


def _zero_tolerance(scores: Scores) -> Iterator[Ruling]:
    for name in CRITICAL:
        cases = [case.id for case in scores.cases if name in case.critical]
        yield Ruling(f"no {name}", not cases, ", ".join(cases) or f"0 of {len(scores.cases)}")
    broken = [f"{case.id}: {case.errors[0]}" for case in scores.cases if case.errors]
    yield Ruling("no errors", not broken, "; ".join(broken) or "none")


def _bounds(summary: Summary, rules: Rules) -> Iterator[Ruling]:
    for bounds, word in ((rules.floors, "at least"), (rules.ceilings, "at most")):
        for name, bound in bounds.items():
            found = summary.estimate(name)
            if found is None:
                yield Ruling(f"{name} {word} {bound}", False, "was not measured")
                continue
            end = found.low if word == "at least" else found.high
            kept = end is not None and (end >= bound if word == "at least" else end <= bound)
            yield Ruling(f"{name} {word} {bound}", kept, f"{found.value:.3f} {_interval(found)}, n = {found.n}")
    for name, point in rules.points.items():
        found = summary.estimate(name)
        value, n = (found.value, found.n) if found else (0.0, 0)
        detail = f"{value:.3f}, n = {n}" if n >= point.cases else f"measured on {n} cases, {point.cases} are needed"
        yield Ruling(f"{name} measured at least {point.least}", n >= point.cases and value >= point.least, detail)


def _interval(found: Estimate) -> str:
    return f"cannot be judged: {found.unknown}" if found.low is None else f"[{found.low:.3f}, {found.high:.3f}]"


def _determinism(scores: Scores) -> Iterator[Ruling]:
    header = scores.header
    detail = ", ".join(header.differing) or f"{header.repeated} questions asked twice"
    yield Ruling("the same answers when asked again", header.repeated > 0 and not header.differing, detail)


def _self_test(rates: tuple[MutationRate, ...], rules: Rules) -> Iterator[Ruling]:
    by_name = {rate.edit: rate for rate in rates if not rate.neutral}
    for name, floor in rules.detection.items():
        rate = by_name.get(name)
        share = rate.flagged / rate.tried if rate else 0.0
        detail = f"{rate.flagged} of {rate.tried}" if rate else "was not tried"
        yield Ruling(f"checks find {name} at least {floor}", share >= floor, detail + ("" if share >= floor else INVALID))
    flagged, tried = (sum(getattr(rate, field) for rate in rates if rate.neutral) for field in ("flagged", "tried"))
    kept = bool(tried) and flagged / tried <= rules.false_alarms
    yield Ruling(f"false alarms at most {rules.false_alarms}", kept, f"{flagged} of {tried}" + ("" if kept else INVALID))


def _non_inferiority(found: dict[str, Difference], rules: Rules) -> Iterator[Ruling]:
    """Not worse is what cannot be worse by more than the margin: the upper 95% bound of the drop says so, not a lack of significance."""
    for name, margin in rules.margins.items():
        difference, rule = found.get(name), f"{name} not worse than the baseline"
        if difference is None:
            yield Ruling(rule, False, "was not measured in both runs")
        elif difference.drop is None:
            yield Ruling(rule, False, f"{difference.a:.3f} to {difference.b:.3f}, cannot be judged: {no_interval(difference.papers)}")
        else:
            detail = f"{difference.a:.3f} to {difference.b:.3f}, drop at most {difference.drop:.3f}, margin {margin}, n = {difference.n}"
            yield Ruling(rule, difference.drop <= margin, detail)
    for name, most in rules.falls.items():
        difference, rule = found.get(name), f"{name} fell by at most {most}"
        detail = f"{difference.a:.3f} to {difference.b:.3f}, n = {difference.n}" if difference else "was not measured in both runs"
        yield Ruling(rule, difference is not None and difference.delta >= -most - 1e-9, detail)


def _coupling(found: dict[str, Difference], rules: Rules) -> Iterator[Ruling]:
    """Groundedness may not rise by saying less."""
    grounded, words = found.get("fully-grounded"), found.get("words")
    if grounded is not None:
        rose = grounded.delta > 0
        fell = [name for name in ("answered", "vital-nuggets") if name in found and found[name].delta < -0.02]
        detail = f"fell: {', '.join(fell)}" if fell else "nothing fell by more than 0.02"
        yield Ruling("grounded by saying as much", not (rose and fell), detail)
    if words is not None:
        change = words.delta / words.a if words.a else 0.0
        rule = f"answers as long as before, give or take {rules.length:.0%}"
        yield Ruling(rule, abs(change) <= rules.length, f"{words.a:.0f} to {words.b:.0f} words")
