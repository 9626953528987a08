// lanes.js: where things stand across the timeline: number, one lane a task, words, place in the source.
import { clamp } from "./dom.js";

const NARROWEST = 18, WIDEST = 150, DIGIT = 8, LABEL = 150, PLACE_FROM = 560;

/** Lanes of the tasks that do anything, in the order of their tasks, for a view of WIDTH pixels. */
export function layOut(model, width) {
  const lane = new Map();
  model.tasks.forEach((task, i) => {
    if (task.events.length) lane.set(i, lane.size);
  });
  const largest = String(model.events[model.events.length - 1].seq).length;
  const left = largest * DIGIT + 26;
  const place = width >= PLACE_FROM ? Math.round(clamp(width * 0.3, 150, 280)) : 0;
  const gaps = Math.max(1, lane.size - 1);
  const room = width - left - place - LABEL;
  const step = Math.round(clamp(room / gaps, NARROWEST, WIDEST));
  const words = left + step * (lane.size - 1) + LABEL;
  return { left, step, place, narrow: step < 84, all: Math.max(width, words + place),
    x: (task) => left + step * lane.get(task), tasks: [...lane.keys()] };
}
