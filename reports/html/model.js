// model.js: a finding's data as rp_html_data (html_data.c) wrote them, and what can be asked of them.

const GOES_ON = ["running", "sleeping", "blocked"]; // at the end of the run
const LANES = 48; // at most
const EVIDENCE = 1, SWITCHED = 2, ASIDE = 4;

function frame(raw, [fn, file, line, offset, flags]) {
  const name = raw.words[file];
  const at = name ? `${name}:${line}` : raw.words[offset];
  return { fn: raw.words[fn], file: name, line, at, short: at.slice(at.lastIndexOf("/") + 1),
    inlined: !!(flags & 1), library: !!(flags & 2) };
}

function event(raw, index, row) {
  const [seq, task, from, times, time, flags, access, op, object, result, edge, stack, where, about, pairs] = row;
  const changes = [];
  for (let i = 0; pairs && i < pairs.length; i += 2)
    changes.push({ object: pairs[i], state: raw.words[pairs[i + 1]] });
  return { index, seq, task, from, times, time, access, stack, where, about, changes,
    op: raw.words[op], object: raw.words[object], result: raw.words[result], edge: raw.words[edge],
    evidence: !!(flags & EVIDENCE), switched: !!(flags & SWITCHED), aside: !!(flags & ASIDE) };
}

export class Model {
  constructor(text) {
    const raw = JSON.parse(text);
    this.total = raw.total;
    this.tasks = raw.tasks.map(([id, name, state, waits, stack, circle]) => ({ id: raw.words[id], name: raw.words[name],
      state: raw.words[state], waits: raw.words[waits], stack, circle, events: [] }));
    this.objects = raw.objects.map(([name, kind, detail, first]) => ({ name: raw.words[name], kind: raw.words[kind],
      detail: raw.words[detail], history: [{ index: -1, state: raw.words[first] }] }));
    this.frames = raw.frames.map((row) => frame(raw, row));
    this.stacks = raw.stacks;
    this.events = raw.events.map((row, i) => event(raw, i, row));
    this.bySeq = new Map();
    this.leadsTo = new Map(); // number of an event: the events that it let go on
    for (const e of this.events) this.#file(e);
    this.number = this.events.length; // of events; behind them stands how each task ended up
    this.#ends();
    this.shown = this.#shownTasks();
  }

  /** The tasks that have a lane of their own: all that do anything, or, of a crowd, those that the evidence
      is about and those with the most events. */
  #shownTasks() {
    const all = this.tasks.map((_, i) => i).filter((i) => this.tasks[i].events.length || this.tasks[i].end);
    this.acting = all.length;
    if (all.length <= LANES) return all;
    const told = new Set([0]);
    for (const e of this.events) if (e.evidence || e.access) told.add(e.task);
    const weight = (i) => (told.has(i) ? 1e9 : 0) + this.tasks[i].events.length;
    return all.sort((a, b) => weight(b) - weight(a) || a - b).slice(0, LANES).sort((a, b) => a - b);
  }

  /** One row for each task that did not end: what it waits for, and where. */
  #ends() {
    if (!this.number) return;
    const { seq } = this.events[this.number - 1];
    this.tasks.forEach((task, i) => {
      if (!task.waits && !(GOES_ON.includes(task.state) && task.stack >= 0)) return;
      const e = { index: this.events.length, seq, task: i, from: 0, times: 0, access: 0, stack: task.stack, where: -1, about: -1,
        changes: [], op: [task.state, task.waits].filter(Boolean).join(", "), object: "", result: "", edge: "",
        evidence: task.circle, aside: true, end: true };
      const frames = e.stack < 0 ? [] : this.stacks[e.stack];
      e.where = frames.find((f) => this.frames[f].file && !this.frames[f].library) ?? -1;
      this.events.push(e);
      task.end = e;
    });
  }

  #file(e) {
    this.tasks[e.task].events.push(e.index);
    if (!e.aside) this.bySeq.set(e.seq, e.index);
    if (e.from && !this.leadsTo.has(e.from)) this.leadsTo.set(e.from, []);
    if (e.from) this.leadsTo.get(e.from).push(e.index);
    for (const c of e.changes) this.objects[c.object].history.push({ index: e.index, state: c.state });
  }

  /** What an event says of itself: "lock m: busy x3". */
  words(e) {
    const object = e.object ? ` ${e.object}` : "", result = e.result ? `: ${e.result}` : "";
    return `${e.op}${object}${result}${e.times > 1 ? ` ×${e.times}` : ""}`;
  }

  taskName(task) {
    const { id, name } = this.tasks[task];
    return name ? `${id} ${name}` : id;
  }

  /** From the innermost frame outwards. */
  stackOf(e) {
    return e.stack < 0 ? [] : this.stacks[e.stack].map((i) => this.frames[i]);
  }

  whereOf(e) {
    return e.where < 0 ? null : this.frames[e.where];
  }

  /** The state of an object once the event at INDEX is done; "" if not known. */
  state(object, index) {
    const { history } = this.objects[object];
    let low = 0, high = history.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (history[middle].index <= index) low = middle;
      else high = middle - 1;
    }
    return history[low].state;
  }

  /** The last event of a task up to INDEX and the first after it, or undefined. */
  around(task, index) {
    const { events } = this.tasks[task];
    let low = 0, high = events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (events[middle] <= index) low = middle + 1;
      else high = middle;
    }
    return [this.events[events[low - 1]], this.events[events[low]]];
  }
}
