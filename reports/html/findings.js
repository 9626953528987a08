// findings.js: one finding of the list at a time, and the filter that makes the list short.
import { el } from "./dom.js";

export class Findings {
  constructor(open) {
    this.open = open;
    this.articles = [...document.querySelectorAll("article.finding")];
    this.items = [...document.querySelectorAll("#list ol.list > li")];
    this.shown = null;
    this.texts = new Map();
    document.getElementById("page").classList.toggle("one", this.articles.length < 2);
    const host = document.getElementById("filter");
    if (host && this.articles.length > 1) this.#filter(host);
    addEventListener("hashchange", () => this.fromAddress(true));
    this.fromAddress(false);
  }

  /** The finding, and perhaps the event, that the address names: #f2 or #f2-e17. */
  fromAddress(focus) {
    const [, finding, seq] = /^#(f\d+)(?:-e(\d+))?$/.exec(location.hash) || [];
    const article = this.articles.find((a) => a.id === finding);
    if (article || !this.shown) this.show(article || this.articles[0], Number(seq), focus && !!article);
  }

  show(article, seq, focus) {
    if (!article) return;
    this.shown = article;
    for (const a of this.articles) a.classList.toggle("off", a !== article);
    this.items.forEach((li, i) => {
      const link = li.querySelector("a");
      if (this.articles[i] === article) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
    this.open(article, seq);
    if (focus) article.focus({ preventScroll: true });
    if (focus) article.scrollIntoView({ block: "start" });
  }

  #choice(name, label, key) {
    const values = [...new Set(this.items.map((li) => li.dataset[key]))];
    const select = el("select", { name }, el("option", { value: "" }, `any ${label}`),
      ...values.map((value) => el("option", { value }, value)));
    return [el("label", {}, el("span", { className: "sr" }, label), select), select];
  }

  #filter(host) {
    const [severityLabel, severity] = this.#choice("severity", "severity", "severity");
    const [kindLabel, kind] = this.#choice("kind", "kind", "kind");
    const text = el("input", { type: "search", name: "text", placeholder: "text, function, file", autocomplete: "off" });
    const count = el("p", { className: "meta", role: "status" });
    host.append(el("label", {}, el("span", { className: "sr" }, "Findings with this text"), text), severityLabel, kindLabel, count);
    host.hidden = false;
    const apply = () => {
      const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
      let left = 0;
      this.items.forEach((li, i) => {
        const fits = (!severity.value || li.dataset.severity === severity.value)
          && (!kind.value || li.dataset.kind === kind.value) && words.every((w) => this.#textOf(i).includes(w));
        li.hidden = !fits;
        left += fits;
      });
      count.textContent = `${left} of ${this.items.length} findings`;
    };
    for (const field of [severity, kind, text]) field.addEventListener("input", apply);
    apply();
  }

  /** All words of a finding and of its entry in the list, made once. */
  #textOf(i) {
    if (!this.texts.has(i))
      this.texts.set(i, `${this.items[i].textContent} ${this.articles[i].textContent}`.toLowerCase());
    return this.texts.get(i);
  }
}
