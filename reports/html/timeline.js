// timeline.js: the schedule of one finding, to be gone through step by step.
import { el, button, clamp } from "./dom.js";
import { help, listen } from "./keys.js";
import { layOut } from "./lanes.js";
import { Model } from "./model.js";
import { Overview } from "./overview.js";
import { Panel } from "./panel.js";
import { Rows, WORDS_FROM } from "./rows.js";
import { Stepper } from "./stepper.js";
import { tips } from "./tip.js";

const HEIGHTS = [4, 8, 20, 26, 34], USUAL = 3;

export class Timeline {
  constructor(article) {
    this.model = new Model(article.querySelector("script.data").textContent);
    if (!this.model.events.length) return;
    this.id = article.id;
    this.level = USUAL;
    this.stepper = new Stepper(this.model);
    const { model, stepper } = this;
    this.view = el("div", { className: "view", tabIndex: 0, role: "listbox", "aria-label": "Schedule, one event a row; the arrow keys step" });
    this.heads = el("div", { className: "heads", "aria-hidden": "true" });
    this.view.append(this.heads);
    this.status = el("p", { className: "sr", role: "status" });
    this.rows = new Rows(model, this.view, this.id);
    this.panel = new Panel(model, stepper, article);
    const left = el("div", { className: "left" });
    this.overview = new Overview(model, stepper, left);
    left.append(this.#toolbar(), this.#leftOut(), this.view, this.status, help());
    this.host = article.querySelector(".timeline");
    this.host.append(el("div", { className: "both" }, left, this.panel.node));
    this.host.hidden = false;
    this.#listen();
    this.relayOut();
    stepper.go(stepper.at);
  }

  get height() {
    return HEIGHTS[this.level];
  }

  #toolbar() {
    const { stepper: s } = this;
    return el("div", { className: "tools", role: "group", "aria-label": "Steps" },
      button("|◀", "First event", () => s.go(0)), button("◀", "Event before", () => s.step(-1)),
      button("▶", "Next event", () => s.step(1)), button("▶|", "Last event", () => s.go(Infinity)),
      button("−", "Smaller", () => this.zoom(-1)), button("+", "Larger", () => this.zoom(1)),
      button("◀ evidence", "Evidence before", () => s.evidence(-1)), button("evidence ▶", "Next evidence", () => s.evidence(1)),
      button("◀ switch", "Switch before", () => s.taskSwitch(-1)), button("switch ▶", "Next switch to another task", () => s.taskSwitch(1)));
  }

  #leftOut() {
    const { events, total } = this.model, before = events[0].seq - 1;
    return before > 0 ? el("p", { className: "meta" }, `Of ${total} events, the first ${before} are left out.`) : "";
  }

  #listen() {
    const { view, stepper, model } = this;
    listen(view, stepper, this);
    stepper.onStep((e) => this.#stepped(e));
    view.addEventListener("scroll", () => {
      this.waiting = this.waiting || requestAnimationFrame(() => {
        this.waiting = 0;
        this.draw();
      });
    });
    view.addEventListener("click", (event) => {
      const index = this.rowAt(event);
      if (index >= 0) stepper.go(index);
    });
    view.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      this.zoom(event.deltaY < 0 ? 1 : -1);
    }, { passive: false });
    tips(view, model, (event) => this.rowAt(event));
    new ResizeObserver(() => this.relayOut()).observe(view);
  }

  /** The event in the row under the mouse, or -1. */
  rowAt(event) {
    const index = Math.floor((event.clientY - this.rows.canvas.node().getBoundingClientRect().top) / this.height);
    const inHeads = event.clientY < this.heads.getBoundingClientRect().bottom;
    return index >= 0 && index < this.model.events.length && !inHeads ? index : -1;
  }

  relayOut() {
    if (!this.view.clientWidth || this.view.clientWidth === this.width) return;
    this.width = this.view.clientWidth;
    this.layout = layOut(this.model, this.width);
    const { layout, heads } = this;
    heads.className = layout.narrow ? "heads narrow" : "heads";
    heads.replaceChildren(...layout.heads.map(({ text, x }) => {
      const head = el("span", { title: text }, text);
      head.style.left = `${layout.narrow ? x - 9 : x - 5}px`;
      if (!layout.narrow) head.style.maxWidth = `${Math.min(layout.step, layout.all - x) - 6}px`;
      return head;
    }));
    heads.style.width = `${layout.all}px`;
    this.draw();
  }

  zoom(direction) {
    const offset = this.stepper.at * this.height - this.view.scrollTop;
    this.level = clamp(this.level + direction, 0, HEIGHTS.length - 1);
    this.draw();
    this.view.scrollTop = this.stepper.at * this.height - offset;
    this.#bringIntoView();
    this.draw();
  }

  #bringIntoView() {
    const { view, height } = this, room = view.clientHeight - this.heads.offsetHeight;
    const top = this.stepper.at * height;
    if (top < view.scrollTop || top + height > view.scrollTop + room)
      view.scrollTop = top - room / 2;
    if (!this.layout || this.layout.all <= this.width) return;
    const x = this.layout.x(this.stepper.event.task);
    if (x < view.scrollLeft + 20 || x > view.scrollLeft + this.width - 80) view.scrollLeft = x - this.width / 3;
  }

  #stepped(e) {
    const { model, view, id } = this;
    this.#bringIntoView();
    this.draw();
    this.panel.show(e);
    if (this.height < WORDS_FROM) view.removeAttribute("aria-activedescendant");
    else view.setAttribute("aria-activedescendant", `${id}-r${e.index}`);
    const states = e.changes.map((c) => `${model.objects[c.object].name}: ${c.state}`).join("; ");
    this.status.textContent = `${e.aside ? "" : `Event ${e.seq}, `}${model.taskName(e.task)}: ${model.words(e)}. ${states}`;
  }

  draw() {
    if (!this.layout) return;
    const { view, height } = this, top = view.scrollTop, bottom = top + view.clientHeight;
    this.rows.draw(this.layout, height, top, bottom, this.stepper.at);
    this.overview.draw(this.stepper.at, top / height, Math.min(this.model.events.length - 1, bottom / height));
  }
}
