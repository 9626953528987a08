// tip.js: the stack of the event under the mouse.
import { el } from "./dom.js";
import { stackList } from "./panel.js";

const FRAMES = 8;

export function tips(view, model, rowAt) {
  const tip = el("div", { className: "tip", hidden: true, role: "tooltip" });
  let shown = -1;
  document.body.append(tip);
  const hide = () => {
    tip.hidden = true;
    shown = -1;
  };
  view.addEventListener("pointermove", (event) => {
    const index = event.pointerType === "mouse" ? rowAt(event) : -1, e = model.events[index];
    if (!e) return hide();
    if (index !== shown)
      tip.replaceChildren(el("b", {}, model.taskName(e.task)), `: ${model.words(e)}`, stackList(model.stackOf(e).slice(0, FRAMES)));
    shown = index;
    tip.hidden = false;
    const box = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(4, Math.min(event.clientX + 16, innerWidth - box.width - 8))}px`;
    tip.style.top = `${event.clientY + 20 + box.height > innerHeight ? event.clientY - box.height - 12 : event.clientY + 20}px`;
    return undefined;
  });
  for (const name of ["pointerleave", "scroll", "keydown"]) view.addEventListener(name, hide);
}
