// keys.js: the keys of the timeline, which work while it has the focus, and the table that tells them.
import { el } from "./dom.js";

const PAGE = 20;

/** [keys, how they are told, what they do, action] */
export const KEYS = [
  [["ArrowDown", "ArrowRight", "j"], "↓ → j", "next event", (s) => s.step(1)],
  [["ArrowUp", "ArrowLeft", "k"], "↑ ← k", "event before", (s) => s.step(-1)],
  [["e"], "e", "next evidence", (s) => s.evidence(1)],
  [["E"], "Shift e", "evidence before", (s) => s.evidence(-1)],
  [["s"], "s", "next switch to another task", (s) => s.taskSwitch(1)],
  [["S"], "Shift s", "switch before", (s) => s.taskSwitch(-1)],
  [["t"], "t", "next event of the same task", (s) => s.sameTask(1)],
  [["T"], "Shift t", "event of the same task before", (s) => s.sameTask(-1)],
  [["f"], "f", "follow the arrow back to where it starts", (s) => s.back()],
  [["PageDown"], "Page down", `${PAGE} events on`, (s) => s.step(PAGE)],
  [["PageUp"], "Page up", `${PAGE} events back`, (s) => s.step(-PAGE)],
  [["Home"], "Home", "first event", (s) => s.go(0)],
  [["End"], "End", "last event", (s) => s.go(Infinity)],
  [["+", "="], "+", "larger", (_, t) => t.zoom(1)],
  [["-"], "-", "smaller", (_, t) => t.zoom(-1)],
];

export function listen(node, stepper, timeline) {
  node.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const key = KEYS.find(([keys]) => keys.includes(event.key));
    if (!key) return;
    event.preventDefault();
    key[3](stepper, timeline);
  });
}

export function help() {
  const sign = (kind, text) => el("li", {}, el("span", { className: `sign ${kind}` }, text.split(":")[0]), text.slice(text.indexOf(":")));
  return el("details", { className: "help" }, el("summary", {}, "Keys and signs"),
    el("p", {}, "While the schedule has the focus:"),
    el("dl", {}, ...KEYS.map(([, told, does]) => el("div", {}, el("dt", {}, told), el("dd", {}, does)))),
    el("ul", {}, sign("plain", "round: an event"), sign("evidence", "diamond: evidence"),
      sign("access", "square: one of the two accesses of a race"), sign("end", "bar: how a task that did not end stands at the end"),
      el("li", {}, "Thick: the task runs on. Dashed: it never goes on. Arrows show what let the current event go on, and what it lets go on.")));
}
