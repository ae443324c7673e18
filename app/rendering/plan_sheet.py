"""Plan -> HTML: a sheet to print on A4 in black and white, one page or more per stage."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from html import escape
from typing import Final

from app.catalogue.record import Evidence, Quantity
from app.planning.dosing import WORDS
from app.planning.plan import Entry, Plan, PlanWarning, StageWindow
from app.rendering.format import NOT_A_PRESCRIPTION, About, Format
from app.rendering.words import (
    EVIDENCE,
    UNKNOWN,
    count_warnings,
    names_of,
    say_amount,
    say_often,
    say_when,
    unbroken,
)
from app.units import say_number

STYLE: Final = """
@page { size: A4; margin: 11mm 13mm 14mm;
  @bottom-right { content: "Page " counter(page) " of " counter(pages); font: 8pt sans-serif } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 184mm; color: #000; background: #fff;
  font: 8.5pt/1.3 system-ui, "DejaVu Sans", sans-serif }
table { border-collapse: collapse; width: 100% }
.page { table-layout: fixed }
.page > thead > tr > td, .page > tbody > tr > td { padding: 0 .5pt }
.running { border: 1pt solid #000; padding: 3pt 5pt; margin-bottom: 7pt }
.use { margin: 2pt 0 0; font-size: 6.5pt; line-height: 1.2 }
h1 { font-size: 14pt; margin: 0 0 4pt }
h2 { font-size: 11.5pt; margin: 0 0 4pt }
h3 { font-size: 9.5pt; margin: 7pt 0 2pt }
h2, h3 { break-after: avoid }
p { margin: 3pt 0 4pt }
.new { break-before: page }
section { margin-bottom: 10pt }
.rows th, .rows td { border: .5pt solid #777; padding: 2pt 4pt; text-align: left;
  vertical-align: top }
.rows th { font-weight: 600; background: #eee; print-color-adjust: exact }
.rows tr { break-inside: avoid }
.dose td:first-child, .graft td:first-child { border-left: 3pt solid #000 }
small, .small, .notes { font-size: 7pt; line-height: 1.25 }
.n { white-space: nowrap }
ol, ul { margin: 2pt 0 6pt; padding-left: 18pt }
li { break-inside: avoid }
.sources { columns: 2; column-gap: 8mm }
.close td, .close th { font-size: 7.5pt; padding: 1.5pt 3pt }
a { color: #000; overflow-wrap: anywhere }
@media screen { body { padding: 12pt } }
""" + "".join(f".w{width} {{ width: {width}% }}\n" for width in range(5, 51))
"""The only style of the sheet: a policy that knows its hash can let it in, and nothing else."""

SEVERITY: Final[Mapping[str, str]] = {
    "serious": "SERIOUS", "caution": "CAUTION", "information": "For information"
}  # fmt: skip
COVERS: Final[Mapping[str, str]] = {
    "regimen": "its regimen", "conditioning": "conditioning", "mobilisation": "mobilisation"
}  # fmt: skip
COLUMNS: Final[Mapping[str, int]] = {
    "Date": 13, "Day": 6, "What": 22, "Dose": 29, "Times": 9, "Evidence": 15, "Note": 6
}  # fmt: skip
"""Columns of the table of a stage -> their widths in percent."""

FORMULAS: Final[Mapping[str, str]] = {"mosteller": "Mosteller", "du_bois": "Du Bois"}
Cells = tuple[str, ...]
"""Cells of a row, already escaped."""


def render(plan: Plan, about: About) -> bytes:
    """Write the sheet: warnings first, a page per stage, then totals, measures and sources."""
    cited = _Cited(about)
    first = _first_page(plan, about, cited)
    stages = [_stage(plan, window, cited) for window in plan.stages]
    after = [
        _section("Totals", _totals(plan, cited), kind="new"),
        _section("The same totals on other weights", _alternatives(plan, about), kind="close"),
        _section("Body measures", _measures(plan, cited), kind="new"),
        _section("Calculation of every dose", _ordered(plan.calculation)),
        _section("Graft", _graft(plan, cited)),
        _section("Thresholds and prevention", _care(plan, cited), kind="new close"),
    ]
    pages = [first, *stages, *after, _section("Sources", cited.listed(), kind="new")]
    title = f"{plan.conditioning_name}, day 0 on {plan.day_zero}"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>"
        f'<table class="page" role="presentation"><thead><tr><td>{_running(plan, about)}</td></tr>'
        f"</thead><tbody><tr><td><main>{''.join(pages)}</main></td></tr></tbody></table>"
        "</body></html>\n"
    ).encode()


class _Cited:
    """The sources, numbered in the order in which they are named."""

    def __init__(self, about: About) -> None:
        self.about = about
        self.numbers: dict[str, int] = {}

    def marks(self, sources: Iterable[str]) -> str:
        """Return the numbers of sources in brackets; empty for none."""
        numbers = [self.numbers.setdefault(id, len(self.numbers) + 1) for id in sources]
        return f"[{', '.join(map(str, numbers))}]" if numbers else ""

    def traced(self, evidence: Evidence, sources: Iterable[str]) -> str:
        """Say how far a claim has been traced, and to where."""
        return f"{EVIDENCE[evidence]} {self.marks(sources)}".rstrip()

    def listed(self) -> str:
        names = names_of(self.numbers, self.about.reference_names)
        items = (
            f'<li>{_said(name)}<br><a class="small" href="{escape(link)}">{_said(link)}</a></li>'
            for id, name in zip(self.numbers, names, strict=True)
            for link in [f"{self.about.base_url}/v1/references/{id}"]
        )
        return f'<ol class="sources">{"".join(items)}</ol>'


def _running(plan: Plan, about: About) -> str:
    """Write what stands at the head of every page."""
    mobilisation = f" after {plan.mobilisation_name}" if plan.mobilisation_name else ""
    return (
        f'<div class="running"><b>{NOT_A_PRESCRIPTION.upper()}</b><br>'
        f"<b>{_said(plan.conditioning_name)}</b>{_said(mobilisation)}<br>"
        f"Day 0: <b>{plan.day_zero}</b>. Dataset {_said(about.dataset_version)} of "
        f"{_said(about.released_on)}. Plan {_said(plan.id)}."
        f'<p class="use">{_said(about.intended_use)}</p></div>'
    )


def _said(text: str) -> str:
    return escape(unbroken(text))


def _section(heading: str, body: str, *, kind: str = "") -> str:
    """Write a section, as `new` on a page of its own; nothing if it would be empty."""
    styled = f' class="{kind}"' if kind else ""
    return f"<section{styled}><h2>{_said(heading)}</h2>{body}</section>" if body else ""


def _table(heads: Mapping[str, int], rows: Iterable[Cells]) -> str:
    """Write a table of escaped cells; nothing if it has no rows. Heads have widths in percent."""
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return _framed(heads, body) if body else ""


def _framed(heads: Mapping[str, int], body: str) -> str:
    head = "".join(f'<th scope="col" class="w{width}">{head}</th>' for head, width in heads.items())
    return f'<table class="rows"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _ordered(texts: Iterable[str], kind: str = "") -> str:
    items = "".join(f"<li>{_said(said)}</li>" for said in texts)
    styled = f' class="{kind}"' if kind else ""
    return f"<ol{styled}>{items}</ol>" if items else ""


def _first_page(plan: Plan, about: About, cited: _Cited) -> str:
    weight = f"Doses by weight or surface are reckoned on {WORDS[plan.weight_basis]} weight"
    surface = f"body surface area by {FORMULAS[plan.bsa_formula]}"
    assumed = "".join(f"<li>{_said(said)}</li>" for said in plan.assumptions)
    windows = _table(
        {"Stage": 40, "From": 15, "To": 25, "Evidence": 20},
        (
            (
                _said(window.name),
                str(window.from_date),
                str(window.to_date) + (" (assumed)" if window.assumed else ""),
                EVIDENCE[window.evidence],
            )
            for window in plan.stages
        ),
    )
    return (
        f"<h1>Plan with day 0 on {plan.day_zero}</h1>"
        f"<p>{weight} unless its line says otherwise; {surface}.</p>"
        + _section(
            f"Warnings: {count_warnings(plan.warnings)}",
            _table(
                {"Severity": 13, "Warning": 57, "Agents": 20, "Sources": 10},
                (_warning(warning, about, cited) for warning in plan.warnings),
            )
            or "<p>None of the rules found anything; this does not make the plan safe.</p>",
        )
        + _section("Stages", windows)
        + _section("Assumed dates", f"<ul>{assumed}</ul>" if assumed else "")
    )


def _warning(warning: PlanWarning, about: About, cited: _Cited) -> Cells:
    return (
        f"<b>{SEVERITY[warning.severity]}</b>",
        f"<b>{_said(warning.title)}</b><br><small>{_said(warning.detail)}</small>",
        _said(", ".join(names_of(warning.agents, about.agent_names))),
        cited.marks(warning.sources),
    )


def _stage(plan: Plan, window: StageWindow, cited: _Cited) -> str:
    entries = [entry for entry in plan.entries if entry.stage == window.stage]
    notes = dict.fromkeys(entry.note for entry in entries if entry.note is not None)
    numbers = {note: number for number, note in enumerate(notes, start=1)}
    rows = "".join(_row(entry, numbers, cited) for entry in entries)
    dates = f"{window.from_date} to {window.to_date}" + (", assumed" if window.assumed else "")
    listed = f"<h3>Notes</h3>{_ordered(notes, 'notes')}" if notes else ""
    return _section(f"{window.name}: {dates}", _framed(COLUMNS, rows) + listed, kind="new")


def _row(entry: Entry, notes: Mapping[str, int], cited: _Cited) -> str:
    when = say_when(entry).replace("to ", "to<br>")
    assumed = "<br><small>assumed</small>" if entry.assumed and entry.date else ""
    day = "" if entry.day is None else str(entry.day)
    return (
        f'<tr class="{entry.kind}"><td class="n">{when}{assumed}</td>'
        f"<td>{day}</td>{_what(entry)}"
        f"<td><small>{cited.traced(entry.evidence, entry.sources)}</small></td>"
        f"<td>{notes.get(entry.note or '', '')}</td></tr>"
    )


def _what(entry: Entry) -> str:
    if entry.agent is None:
        return f'<td colspan="3">{_said(entry.title)}<br><small>{_said(entry.text)}</small></td>'
    purpose = (entry.purpose or "").replace("_", " ")
    return (
        f"<td><b>{_said(entry.title)}</b><br><small>{_said(purpose)}</small></td>"
        f"<td><b>{_said(say_amount(entry))}</b><br><small>{_said(entry.text)}</small></td>"
        f"<td>{say_often(entry) or UNKNOWN}</td>"
    )


def _totals(plan: Plan, cited: _Cited) -> str:
    apart = (
        "<p>Each regimen is added up by itself: first the mobilisation, then the conditioning.</p>"
        if plan.mobilisation is not None
        else ""
    )
    return apart + _table(
        {
            "Agent": 22,
            "Of": 13,
            "Planned": 18,
            "Published": 17,
            "For this body": 15,
            "Difference": 15,
        },
        (
            (
                f"<b>{_said(total.name)}</b>",
                COVERS[total.covers],
                _quantity(total.planned)
                + ("" if total.complete else "<br><small>not every dose is known</small>"),
                f"{_quantity(total.published)} {cited.marks(total.published.sources)}"
                if total.published is not None
                else "none",
                _quantity(total.published_amount),
                _percent(total.difference_percent),
            )
            for total in plan.totals
        ),
    )


def _quantity(quantity: Quantity) -> str:
    return _said(quantity.text or UNKNOWN)


def _percent(number: Decimal | None) -> str:
    return UNKNOWN if number is None else f"{say_number(number)} percent"


def _alternatives(plan: Plan, about: About) -> str:
    return _table(
        {"Agent": 17, "Weight": 16, "Total": 12, "Difference": 12, "Working": 43},
        (
            (
                _said(about.agent_names.get(other.agent, other.agent)),
                WORDS[other.weight_basis],
                _quantity(other.total),
                _percent(other.difference_percent),
                f"<small>{_said(other.working)}</small>",
            )
            for other in plan.alternatives
        ),
    )


def _measures(plan: Plan, cited: _Cited) -> str:
    return _table(
        {"Measure": 20, "Result": 14, "Formula": 29, "Working": 29, "Sources": 8},
        (
            (
                f"<b>{_said(measure.name)}</b>",
                _quantity(measure.result),
                _said(measure.formula),
                _said(measure.working) + (f"<br>{_said(measure.note)}" if measure.note else ""),
                cited.marks(measure.sources),
            )
            for measure in plan.measures
        ),
    )


def _graft(plan: Plan, cited: _Cited) -> str:
    if plan.graft is None:
        return ""
    checks = _table(
        {"Threshold": 27, "What it says": 46, "Reached": 10, "Evidence": 17},
        (
            (
                f"<b>{_said(check.name)}</b><br>{_quantity(check.threshold)}",
                _said(check.statement),
                "yes" if check.met else "NO",
                cited.traced(check.evidence, check.sources),
            )
            for check in plan.graft.checks
        ),
    )
    solvent = plan.graft.dimethyl_sulfoxide
    if solvent is None:
        return checks
    return (
        f"{checks}<p>Dimethyl sulfoxide: {_quantity(solvent.amount)}, {_quantity(solvent.per_kg)}. "
        f"{_said(solvent.working)}.</p>"
    )


def _care(plan: Plan, cited: _Cited) -> str:
    return _table(
        {"Fact": 20, "Statement": 45, "In whom": 20, "Evidence": 15},
        (
            (
                f"<b>{_said(fact.name)}</b>",
                _said(fact.statement or "Not reported.")
                + (f"<br><small>{_said(fact.note)}</small>" if fact.note else ""),
                _said(fact.population or ""),
                f"<small>{cited.traced(fact.evidence, fact.sources)}</small>",
            )
            for fact in plan.care
        ),
    )


FORMAT = Format("html", "text/html; charset=utf-8", "html", render)
