// source.js: the source lines that the page holds, and the one of the current event among them.
import { el } from "./dom.js";

const AROUND = 4; // lines above and below

function listing(article, where) {
  return [...article.querySelectorAll("details.src")].find((d) => {
    const first = Number(d.dataset.first);
    return d.dataset.file === where.file && where.line >= first && where.line < first + d.querySelectorAll("li").length;
  });
}

/** The lines around WHERE, its own marked, here and in the article's listing; an empty text without them. */
export function excerpt(article, where) {
  for (const line of article.querySelectorAll(".src li.now")) line.classList.remove("now");
  const found = where && listing(article, where);
  if (!found) return "";
  const lines = [...found.querySelectorAll("li")], at = where.line - Number(found.dataset.first);
  lines[at].classList.add("now");
  const from = Math.max(0, at - AROUND);
  return el("ol", { className: "code", start: from + Number(found.dataset.first), tabIndex: 0, "aria-label": `${where.file}, line ${where.line}` },
    ...lines.slice(from, at + AROUND + 1).map((li) => li.cloneNode(true)));
}
