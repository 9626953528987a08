// lanes.js: where things stand across the timeline: number, one lane a task, words, place in the source.
import { clamp } from "./dom.js";

const NARROWEST = 18, WIDEST = 150, DIGIT = 8, LETTER = 7.8, PLACE_FROM = 560;

/** Lanes of the tasks that do anything, in the order of their tasks, for a view of WIDTH pixels. */
export function layOut(model, width) {
  const lane = new Map();
  model.tasks.forEach((task, i) => {
    if (task.events.length || task.end) lane.set(i, lane.size);
  });
  const largest = String(model.events[model.number - 1].seq).length;
  const left = largest * DIGIT + 26;
  const label = Math.floor(clamp(width * 0.52, 150, 230)); // for the words in the last lane
  const place = width >= PLACE_FROM ? Math.round(clamp(width * 0.3, 150, 280)) : 0;
  const gaps = Math.max(1, lane.size - 1);
  const room = width - left - place - label;
  const step = Math.floor(clamp(room / gaps, NARROWEST, WIDEST));
  const words = left + step * (lane.size - 1) + label;
  const longest = Math.max(...[...lane.keys()].map((task) => model.taskName(task).length));
  return { left, step, place, narrow: lane.size > 1 && step < Math.min(100, longest * LETTER + 10), all: Math.max(width, words + place),
    x: (task) => left + step * lane.get(task), tasks: [...lane.keys()] };
}
