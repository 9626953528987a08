// lanes.js: where things stand across the timeline: number, one lane a task, words, place in the source.
import { clamp } from "./dom.js";

const NARROWEST = 18, WIDEST = 150, DIGIT = 8, LETTER = 7.8, PLACE_FROM = 560;

/** Lanes for a view of WIDTH pixels: one for each task that is shown by itself, in their order, behind one for
    all others if there are any. */
export function layOut(model, width) {
  const others = model.acting - model.shown.length;
  const lane = new Map(model.shown.map((task, i) => [task, i + (others ? 1 : 0)]));
  const heads = model.shown.map((task) => ({ text: model.taskName(task), lane: lane.get(task) }));
  if (others) heads.unshift({ text: `${others} others`, lane: 0 });
  const largest = String(model.events[model.number - 1].seq).length;
  const left = largest * DIGIT + 26;
  const place = width >= PLACE_FROM ? Math.round(clamp(width * 0.3, 150, 280)) : 0;
  const label = Math.floor(clamp(width * (place ? 0.33 : 0.52), 150, 230)); // for the words in the last lane
  const gaps = Math.max(1, heads.length - 1);
  const room = width - left - place - label;
  const step = Math.floor(clamp(room / gaps, NARROWEST, WIDEST));
  const words = left + step * (heads.length - 1) + label;
  const longest = Math.max(...heads.map((head) => head.text.length));
  return { left, step, place, narrow: heads.length > 1 && step < Math.min(100, longest * LETTER + 10), all: Math.max(width, words + place),
    heads: heads.map((head) => ({ text: head.text, x: left + step * head.lane })), own: (task) => lane.has(task),
    x: (task) => left + step * (lane.get(task) ?? 0), tasks: model.shown };
}
