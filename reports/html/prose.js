// prose.js: in a finding's words, the events become buttons; the replay line gets one that copies it.
import { button, el } from "./dom.js";

/** "event 11" in the text under NODE becomes a button, where the schedule has that event. */
export function linkEvents(node, timeline) {
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT), texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    const parts = text.data.split(/\b(events? \d+)\b/);
    if (parts.length < 3 || text.parentElement.closest("button, summary")) continue;
    text.replaceWith(...parts.map((part, i) => {
      const seq = Number(part.replace(/^\D+/, ""));
      if (i % 2 === 0 || !timeline.model.bySeq.has(seq)) return part;
      const way = button(part, `Go to ${part} in the schedule`, () => {
        timeline.stepper.goToNumber(seq);
        timeline.view.focus({ preventScroll: true });
        timeline.host.scrollIntoView({ block: "nearest" });
      });
      way.className = "way";
      return way;
    }));
  }
}

function selectText(node) {
  const range = document.createRange();
  range.selectNodeContents(node);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}

async function copy(code, told) {
  try {
    await navigator.clipboard.writeText(code.textContent);
    told.textContent = "Copied.";
  } catch {
    selectText(code);
    told.textContent = document.execCommand("copy") ? "Copied." : "Selected: copy it with the keys of your system.";
  }
}

/** Pictures that were made smaller to fit get a button that shows them as they are. */
export function sizeButtons(article) {
  for (const picture of article.querySelectorAll(".picture")) {
    const size = button("Full size", "Show the graph in full size", () => {
      size.textContent = picture.classList.toggle("whole") ? "Fit" : "Full size";
      size.setAttribute("aria-label", picture.classList.contains("whole") ? "Fit the graph into the page" : "Show the graph in full size");
    });
    const image = picture.querySelector("img");
    image.decode().then(() => {
      if (image.naturalWidth > image.clientWidth) picture.append(size);
    }, () => {});
  }
}

export function copyButtons(article) {
  for (const line of article.querySelectorAll(".replay .line")) {
    const told = el("span", { role: "status", className: "told" });
    line.append(button("Copy", "Copy the replay line", () => copy(line.querySelector("code"), told)), told);
  }
}
