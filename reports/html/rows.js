// rows.js: draws the part of the schedule that is in view: rows of words, marks on lanes, the arrows of the
// current event. However long the schedule is, only what is seen stands in the document.
import { select } from "d3-selection";

const SPARE = 6; // rows drawn on each side of what is in view
export const WORDS_FROM = 18; // height of a row from which on words fit

const MARKS = {
  plain: "M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0Z",
  evidence: "M0,-8L8,0L0,8L-8,0Z",
  access: "M-7,-7H7V7H-7Z",
  end: "M-8,-8H8V-4H-8ZM-1,-4H1V8H-1Z",
};
const SMALL = {
  plain: "M-3,-1H3V1H-3Z",
  evidence: "M0,-6L6,0L0,6L-6,0Z",
  access: "M-5,-5H5V5H-5Z",
  end: "M-6,-4H6V-1H-6ZM-1,-1H1V4H-1Z",
};

export const kindOf = (e) => (e.end ? "end" : e.access ? "access" : e.evidence ? "evidence" : "plain");

export class Rows {
  constructor(model, view, id) {
    this.model = model;
    this.id = id;
    const canvas = select(view).append("div").attr("class", "canvas").attr("role", "presentation");
    this.canvas = canvas;
    this.under = canvas.append("svg").attr("class", "lanes").attr("aria-hidden", "true");
    this.lines = this.under.append("g");
    this.marks = this.under.append("g");
    this.words = canvas.append("div").attr("class", "rows").attr("role", "presentation");
    this.over = canvas.append("svg").attr("class", "arrows").attr("aria-hidden", "true");
  }

  /** Draws the rows between pixels TOP and BOTTOM, each HEIGHT high, with event AT as the current one. */
  draw(layout, height, top, bottom, at) {
    const { events } = this.model;
    const first = Math.max(0, Math.floor(top / height) - SPARE);
    const last = Math.min(events.length - 1, Math.ceil(bottom / height) + SPARE);
    const shown = events.slice(first, last + 1);
    const place = { layout, height, at, first, last, y: (i) => (i - first + 0.5) * height };
    this.canvas.style("height", `${events.length * height}px`).style("width", `${layout.all}px`);
    for (const svg of [this.under, this.over])
      svg.attr("width", layout.all).attr("height", shown.length * height)
        .style("transform", `translateY(${first * height}px)`);
    this.#drawLanes(place, shown);
    this.#drawMarks(place, shown);
    this.#drawWords(place, height < WORDS_FROM ? [] : shown);
    this.#drawArrows(place);
  }

  /** Each task's lane from its first event to its last, thick where it runs on, dashed to where it stands at the end. */
  #drawLanes({ layout, y, first, last }, shown) {
    const lines = [];
    for (const task of layout.tasks) {
      const { events, end } = this.model.tasks[task], x = layout.x(task);
      const line = (kind, from, to) => from <= last && to >= first
        && lines.push({ kind, x, from: y(Math.max(from, first - 1)), to: y(Math.min(to, last + 1)) });
      if (events.length) line("lane", events[0], events[events.length - 1]);
      if (end) line("lane open", events.length ? events[events.length - 1] : end.index, end.index);
    }
    shown.forEach((e, i) => {
      if (i && shown[i - 1].task === e.task && !e.end)
        lines.push({ kind: "run", x: layout.x(e.task), from: y(e.index - 1), to: y(e.index) });
    });
    this.lines.selectAll("line").data(lines).join("line").attr("class", (d) => d.kind)
      .attr("x1", (d) => d.x).attr("x2", (d) => d.x).attr("y1", (d) => d.from).attr("y2", (d) => d.to);
  }

  #drawMarks({ layout, height, y, at }, shown) {
    const shapes = height < WORDS_FROM ? SMALL : MARKS;
    this.marks.selectAll("path").data(shown, (e) => e.index).join("path")
      .attr("class", (e) => `mark ${kindOf(e)}${e.end && e.evidence ? " evidence" : ""}${e.index === at ? " now" : ""}`)
      .attr("d", (e) => shapes[kindOf(e)])
      .attr("transform", (e) => `translate(${layout.x(e.task)},${y(e.index)})`);
  }

  #drawWords({ layout, height, at }, shown) {
    const { model, id } = this;
    const row = this.words.selectAll("div.row").data(shown, (e) => e.index).join((enter) => {
      const div = enter.append("div").attr("role", "option").attr("id", (e) => `${id}-r${e.index}`)
        .attr("aria-posinset", (e) => e.index + 1).attr("aria-setsize", model.events.length)
        .attr("aria-label", (e) => `${e.aside ? "" : `${e.seq}, `}${model.taskName(e.task)}: ${model.words(e)}`);
      div.append("span").attr("class", "no").text((e) => (e.aside ? "" : e.seq));
      div.append("span").attr("class", "what")
        .text((e) => (layout.own(e.task) ? model.words(e) : `${model.taskName(e.task)}: ${model.words(e)}`));
      div.append("span").attr("class", "where").text((e) => {
        const where = model.whereOf(e);
        return where && !e.end ? `${where.fn} ${where.short}` : "";
      });
      return div;
    });
    row.attr("class", (e) => `row ${kindOf(e)}${e.end && e.evidence ? " evidence" : ""}${e.index === at ? " now" : ""}`)
      .attr("aria-selected", (e) => e.index === at)
      .style("top", (e) => `${e.index * height}px`).style("height", `${height}px`);
    row.select(".no").style("width", `${layout.left - 18}px`);
    row.select(".what").style("left", (e) => `${layout.x(e.task) + 12}px`)
      .style("max-width", (e) => `${layout.all - (e.end ? 0 : layout.place) - layout.x(e.task) - 16}px`);
    row.select(".where").style("left", `${layout.all - layout.place}px`).style("width", `${layout.place}px`);
  }

  /** What let the current event go on, and what it lets go on. */
  #drawArrows({ layout, y, at }) {
    const { model } = this, e = model.events[at], edges = [];
    const from = e.from ? model.bySeq.get(e.from) : undefined;
    if (from !== undefined) edges.push([from, at]);
    for (const to of (e.aside ? [] : model.leadsTo.get(e.seq) || []).slice(0, 40)) edges.push([at, to]);
    this.over.selectAll("path").data(edges.flatMap(([a, b]) => {
      const xa = layout.x(model.events[a].task), xb = layout.x(model.events[b].task);
      const ya = y(a), yb = y(b), bend = xa === xb ? xa - 18 : (xa + xb) / 2;
      const angle = xb === xa ? 1 : Math.sign(xb - xa);
      const tip = xb - angle * 16;
      return [{ kind: "arrow", d: `M${xa},${ya}C${bend},${ya} ${bend},${yb} ${tip},${yb}` },
        { kind: "head", d: `M${tip + angle * 8},${yb}l${-angle * 9},-6v12Z` }];
    })).join("path").attr("class", (d) => d.kind).attr("d", (d) => d.d);
  }
}
