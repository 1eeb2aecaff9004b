"""A workflow as a picture: one numbered list of steps as data, and Mermaid text and SVG drawn from that list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from core.text import Text
from workflows.model import Workflow
from workflows.sentences import both

ROW, LEFT, RADIUS, WIDTH = 56, 34, 17, 640
"""Height of a step, where its circle stands, how large it is, and the width of the picture, in SVG units."""


@dataclass(frozen=True)
class DrawnWay:
    """A way on: its label, and the number and title of the step it leads to. `back`: to an earlier step or the same."""

    id: str
    label: Text
    to: int
    title: Text
    back: bool


@dataclass(frozen=True)
class DrawnStep:
    """A step with its number, counted from 1."""

    number: int
    id: str
    title: Text
    current: bool
    final: bool
    ways: tuple[DrawnWay, ...]


@dataclass(frozen=True)
class Picture:
    """A workflow as a numbered list, from which everything else is drawn."""

    title: Text
    steps: tuple[DrawnStep, ...]

    @property
    def current(self) -> int:
        """The number of the present step; 0 for a workflow that is only looked at."""
        return next((step.number for step in self.steps if step.current), 0)

    def sentence(self) -> Text:
        """What the picture shows, in one sentence."""
        here = next((step for step in self.steps if step.current), None)
        if here is None:
            return both("{title}: {n} steps.", "{title}: {n} cam.", title=self.title, n=len(self.steps))
        return both(
            "{title}: step {number} of {n}, “{step}”.",
            "{title}: cam {number} o {n}, “{step}”.",
            title=self.title,
            number=here.number,
            n=len(self.steps),
            step=here.title,
        )

    def mermaid(self, language: str) -> str:
        """The same as Mermaid text."""
        return "\n".join(self._mermaid(language)) + "\n"

    def svg(self, language: str) -> Markup:
        """The same as SVG in the colour of the text around it; the list itself stands beside it, for whoever cannot see."""
        height = ROW * len(self.steps) + 8
        parts = [part for step in self.steps for part in self._step(step, language)]
        arcs = [self._arc(step.number, way.to) for step in self.steps for way in step.ways if way.to != step.number + 1]
        sentence = escape(self.sentence().said(language))
        return Markup(
            '<svg class="workflow-picture" role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
            'xmlns="http://www.w3.org/2000/svg" font-size="18" fill="currentColor"><title>{sentence}</title>'
            '<defs><marker id="workflow-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerUnits="userSpaceOnUse" markerWidth="10" markerHeight="10" '
            'orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>{inner}</svg>'
        ).format(width=WIDTH, height=height, sentence=sentence, inner=Markup("").join((*dict.fromkeys(arcs), *parts)))

    def _mermaid(self, language: str) -> Iterator[str]:
        yield "flowchart TD"
        for step in self.steps:
            words = _quoted(f"{step.number} {step.title.said(language)}")
            yield f"  {step.id}([{words}])" if step.final else f"  {step.id}[{words}]"
        for step in self.steps:
            for way in step.ways:
                yield f"  {step.id} -->|{_quoted(way.label.said(language))}| {self.steps[way.to - 1].id}"
        for step in self.steps:
            if step.current:
                yield f"  style {step.id} stroke-width:4px"

    def _step(self, step: DrawnStep, language: str) -> Iterator[Markup]:
        y = ROW * (step.number - 1) + ROW // 2
        if any(way.to == step.number + 1 for way in step.ways):
            yield Markup(
                '<path d="M{x} {a}V{b}" fill="none" stroke="currentColor" stroke-width="2" marker-end="url(#workflow-arrow)"/>'
            ).format(x=LEFT, a=y + RADIUS, b=y + ROW - RADIUS - 2)
        # Where we are is told by shape and weight as well: a filled circle, a second ring, bold words.
        here = step.current
        yield Markup('<circle cx="{x}" cy="{y}" r="{r}" fill="{fill}" stroke="currentColor" stroke-width="2"/>').format(
            x=LEFT, y=y, r=RADIUS, fill="currentColor" if here else "none"
        )
        if here or step.final:
            yield Markup(
                '<circle cx="{x}" cy="{y}" r="{r}" fill="none" stroke="currentColor" stroke-width="2"/>'
            ).format(x=LEFT, y=y, r=RADIUS + 4)
        yield Markup('<text x="{x}" y="{y}" text-anchor="middle" {fill}>{number}</text>').format(
            x=LEFT,
            y=y + 6,
            fill=Markup('class="workflow-picture__here" fill="Canvas"') if here else "",
            number=step.number,
        )
        yield Markup('<text x="{x}" y="{y}"{bold}>{title}</text>').format(
            x=LEFT + 34, y=y + 6, bold=Markup(' font-weight="700"') if here else "", title=step.title.said(language)
        )

    def _arc(self, start: int, end: int) -> Markup:
        """A way that does not lead to the next step, as a bow to the right of the words."""
        a, b = ROW * (start - 1) + ROW // 2, ROW * (end - 1) + ROW // 2
        if start == end:
            return Markup("")
        x = 440
        bow = x + min(180, 24 + 18 * abs(end - start))
        return Markup(
            '<path d="M{x} {a}C{bow} {a} {bow} {b} {x} {b}" fill="none" stroke="currentColor" stroke-width="1.5" '
            'stroke-opacity=".6" marker-end="url(#workflow-arrow)"/>'
        ).format(x=x, a=a - 4, b=b + 4, bow=bow)


def drawn(workflow: Workflow, current: str | None = None) -> Picture:
    """The picture of a workflow; `current` is the step where a case stands."""
    numbers = {step.id: number for number, step in enumerate(workflow.steps, start=1)}
    titles = {step.id: step.title for step in workflow.steps}
    return Picture(
        workflow.title,
        tuple(
            DrawnStep(
                numbers[step.id],
                step.id,
                step.title,
                step.id == current,
                step.final,
                tuple(
                    DrawnWay(way.id, way.label, numbers[way.to], titles[way.to], numbers[way.to] <= numbers[step.id])
                    for way in step.transitions
                ),
            )
            for step in workflow.steps
        ),
    )


def _quoted(words: str) -> str:
    """Words as Mermaid takes them: in quotation marks, without any of its signs."""
    return '"' + words.replace("&", "#amp;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;") + '"'
