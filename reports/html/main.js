// main.js: makes the page of text interactive.
import { Findings } from "./findings.js";
import { copyButtons, linkEvents, sizeButtons } from "./prose.js";
import { Timeline } from "./timeline.js";

const timelines = new Map();

/** Gives a finding its timeline when it is first looked at. */
function open(article, seq) {
  if (!timelines.has(article)) {
    const timeline = new Timeline(article);
    timelines.set(article, timeline);
    copyButtons(article);
    sizeButtons(article);
    if (timeline.stepper) {
      for (const node of article.querySelectorAll(".explanation, .cards")) linkEvents(node, timeline);
      article.querySelector("details.plain").open = false;
    }
  }
  const timeline = timelines.get(article);
  if (timeline.stepper) timeline.relayOut();
  if (timeline.stepper && seq) timeline.stepper.goToNumber(seq);
}

document.documentElement.classList.add("js");
new Findings(open);
// On paper nothing is folded away.
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details:not(.help)")) details.open = true;
});
