// stepper.js: which event is the current one, and the ways from one to another.
import { clamp } from "./dom.js";

export class Stepper {
  #listeners = [];

  constructor(model) {
    this.model = model;
    const access = model.events.findIndex((e) => e.access), evidence = model.events.findIndex((e) => e.evidence);
    this.at = Math.max(0, access < 0 ? evidence : access);
  }

  get event() {
    return this.model.events[this.at];
  }

  onStep(listener) {
    this.#listeners.push(listener);
  }

  go(index) {
    this.at = clamp(index, 0, this.model.events.length - 1);
    for (const listener of this.#listeners) listener(this.event);
  }

  /** To the event with that number; false if it is not there. */
  goToNumber(seq) {
    const index = this.model.bySeq.get(seq);
    if (index !== undefined) this.go(index);
    return index !== undefined;
  }

  step(n) {
    this.go(this.at + n);
  }

  /** To the next (DIRECTION 1) or last (-1) event that WANTED says yes to; stays if there is none. */
  find(direction, wanted) {
    const { events } = this.model;
    for (let i = this.at + direction; i >= 0 && i < events.length; i += direction)
      if (wanted(events[i], i)) return this.go(i);
    return undefined;
  }

  evidence(direction) {
    this.find(direction, (e) => e.evidence || e.access > 0);
  }

  /** To where another task comes to run. */
  taskSwitch(direction) {
    const { events } = this.model;
    this.find(direction, (e, i) => i > 0 && !e.end && events[i - 1].task !== e.task);
  }

  sameTask(direction) {
    const { task } = this.event;
    this.find(direction, (e) => e.task === task);
  }

  /** Along the arrow that ends at the current event. */
  back() {
    if (this.event.from) this.goToNumber(this.event.from);
  }
}
