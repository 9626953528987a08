// overview.js: the whole schedule in one strip: who runs when, where the evidence is, what is in view.
import { select } from "d3-selection";
import { clamp } from "./dom.js";

const PARTS = 800; // the strip is so many units wide, however long the schedule is
const STRIP = 8; // above the lanes for evidence, below them for accesses

export class Overview {
  constructor(model, stepper, host) {
    this.model = model;
    this.lane = clamp(Math.floor(60 / model.shown.length), 1, 7);
    this.height = (model.shown.length + 1) * this.lane + 2 * STRIP;
    const svg = select(host).append("svg").attr("class", "overview").attr("aria-hidden", "true")
      .attr("viewBox", `0 0 ${PARTS} ${this.height}`).attr("preserveAspectRatio", "none").attr("height", this.height);
    svg.append("path").attr("class", "runs").attr("d", this.#runs());
    svg.append("path").attr("class", "evidence").attr("d", this.#ticks((e) => e.evidence, 0));
    svg.append("path").attr("class", "access").attr("d", this.#ticks((e) => e.access, this.height - STRIP));
    this.view = svg.append("rect").attr("class", "inview").attr("y", 0).attr("height", this.height);
    this.now = svg.append("rect").attr("class", "now").attr("y", 0).attr("height", this.height).attr("width", 2);
    const jump = (event) => {
      const box = svg.node().getBoundingClientRect();
      stepper.go(Math.floor(((event.clientX - box.left) / box.width) * model.events.length));
    };
    svg.node().addEventListener("pointerdown", jump);
    svg.node().addEventListener("pointermove", (event) => event.buttons && jump(event));
  }

  #x(index) {
    return (index / this.model.events.length) * PARTS;
  }

  /** One rectangle for each stretch in which a task runs; short ones of long schedules fall together. */
  #runs() {
    const { events } = this.model, row = new Map(this.model.shown.map((task, i) => [task, i]));
    const drawn = new Set(), parts = [];
    for (let i = 0; i < events.length; i++) {
      const from = i;
      while (i + 1 < events.length && events[i + 1].task === events[from].task) i++;
      const x = Math.floor(this.#x(from)), lane = row.get(events[from].task) ?? row.size, key = x * 4096 + lane;
      if (drawn.has(key)) continue;
      drawn.add(key);
      const width = Math.max(1, this.#x(i + 1) - x - 0.3).toFixed(1);
      parts.push(`M${x},${STRIP + lane * this.lane}h${width}v${Math.max(1, this.lane - 1)}h-${width}Z`);
    }
    return parts.join("");
  }

  #ticks(wanted, y) {
    const places = new Set(this.model.events.filter(wanted).map((e) => Math.floor(this.#x(e.index))));
    return [...places].map((x) => `M${x},${y}h3v${STRIP - 1}h-3Z`).join("");
  }

  draw(at, first, last) {
    this.view.attr("x", this.#x(first)).attr("width", last - first + 2 < this.model.events.length ? Math.max(4, this.#x(last - first + 1)) : 0);
    this.now.attr("x", this.#x(at));
  }
}
