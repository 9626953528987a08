// panel.js: all about the current event: what led to it, its stack and source line, and how every lock,
// channel and task stands once it is done.
import { el, button, plural } from "./dom.js";
import { excerpt } from "./source.js";

const LEADS = 6; // events that the current one lets go on, named at most

export function stackList(frames) {
  return el("ol", { className: "stack", start: 0 }, ...frames.map((f) =>
    el("li", { className: f.library ? "lib" : "" }, el("span", { className: "fn" }, f.fn), " ",
      el("span", { className: "at", title: f.at }, f.short), f.inlined ? " (inlined)" : "")));
}

/** "jobs (channel, capacity 3)"; the kind is left out where the name says it. */
function objectName({ name, kind, detail }) {
  const known = name.replaceAll(" ", "").startsWith(kind);
  const more = [known ? "" : kind, detail].filter(Boolean).join(", ");
  return more ? `${name} (${more})` : name;
}

/** A table whose rows stay, so that a step changes only what changed. */
class Table {
  constructor(kind, title, columns, names) {
    this.rows = names.map((name) => {
      const cells = columns.slice(1).map(() => el("td", {}));
      return { tr: el("tr", {}, el("th", { scope: "row" }, name), ...cells), cells, told: [] };
    });
    const head = el("tr", {}, ...columns.map((c) => el("th", { scope: "col" }, c)));
    this.box = el("div", { className: `scroll states ${kind}`, tabIndex: 0, role: "region", "aria-label": title },
      el("table", {}, el("thead", {}, head), el("tbody", {}, ...this.rows.map((r) => r.tr))));
    this.node = el("section", {}, el("h4", {}, title), this.box);
  }

  set(row, changed, ...words) {
    const { tr, cells, told } = this.rows[row];
    if (told.changed !== changed) tr.className = changed ? "changed" : "";
    told.changed = changed;
    words.forEach((text, i) => {
      if (told[i] !== text) cells[i].textContent = told[i] = text;
    });
    if (changed) this.#bringIntoView(tr);
  }

  #bringIntoView(tr) {
    const { box } = this, top = tr.offsetTop - box.offsetTop;
    if (top < box.scrollTop || top + tr.offsetHeight > box.scrollTop + box.clientHeight)
      box.scrollTop = top - box.clientHeight / 2;
  }
}

export class Panel {
  constructor(model, stepper, article) {
    this.model = model;
    this.stepper = stepper;
    this.article = article;
    this.about = el("div", { className: "about" });
    this.objects = new Table("objects", "Locks and channels", ["Object", "State after this event"],
      model.objects.map(objectName));
    this.tasks = new Table("tasks", "Tasks", ["Task", "Did last", "Does next"], model.shown.map((task) => model.taskName(task)));
    this.node = el("div", { className: "panel" }, this.about);
    if (model.objects.length) this.node.append(this.objects.node);
    this.node.append(this.tasks.node);
  }

  #jump(index) {
    const e = this.model.events[index];
    return button(`event ${e.seq}`, `Go to event ${e.seq}`, () => this.stepper.go(index));
  }

  #links(e) {
    const { model } = this, parts = [];
    const from = e.from ? model.bySeq.get(e.from) : undefined;
    if (from !== undefined)
      parts.push(el("p", {}, "Comes after ", this.#jump(from), ` of ${model.taskName(model.events[from].task)}`, e.edge ? ` (${e.edge})` : ""));
    const leads = e.aside ? [] : model.leadsTo.get(e.seq) || [];
    if (leads.length)
      parts.push(el("p", {}, "Lets go on: ", ...leads.slice(0, LEADS).flatMap((i) => [this.#jump(i), " "]),
        leads.length > LEADS ? `and ${plural(leads.length - LEADS, "more event")}` : ""));
    return parts;
  }

  #sign(e) {
    if (e.access) return el("span", { className: "sign access" }, `access ${e.access} of 2`);
    return e.evidence ? el("span", { className: "sign evidence" }, "evidence") : "";
  }

  show(e) {
    const { model } = this, frames = model.stackOf(e), where = model.whereOf(e) || frames[0];
    const title = e.end ? "How it stands at the end" : `${e.aside ? `After event ${e.seq}` : `Event ${e.seq}`} of ${model.total}`;
    this.about.replaceChildren(
      el("h4", {}, title, " ", this.#sign(e)),
      el("p", { className: "does" }, el("b", {}, model.taskName(e.task)), `: ${model.words(e)}`),
      ...this.#links(e),
      frames.length ? stackList(frames) : el("p", { className: "meta" }, "Its stack is not known."),
      excerpt(this.article, where));
    model.objects.forEach((_, i) => {
      const state = model.state(i, e.index), before = model.state(i, e.index - 1);
      const changed = e.changes.some((c) => c.object === i);
      this.objects.set(i, changed, changed && before !== state && before ? `${state} (was: ${before})` : state);
    });
    model.shown.forEach((task, i) => {
      const [last, next] = model.around(task, e.index), { end, state } = model.tasks[task];
      this.tasks.set(i, task === e.task, last ? model.words(last) : "not yet started", next ? model.words(next) : end ? model.words(end) : state);
    });
  }
}
