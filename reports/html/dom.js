// dom.js: elements from JavaScript. Text only ever becomes text: nothing here parses markup.

/** An element of NAME; properties of PROPS that start with "aria-" or are no DOM properties are attributes. */
export function el(name, props, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(props || {})) {
    if (key in node && !key.includes("-")) node[key] = value;
    else node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}

/** A button that does not submit; LABEL is what it shows, TITLE what it does. */
export function button(label, title, action) {
  const node = el("button", { type: "button", title, "aria-label": title }, label);
  node.addEventListener("click", action);
  return node;
}

export const plural = (n, what) => `${n} ${what}${n === 1 ? "" : "s"}`;
export const clamp = (x, low, high) => Math.max(low, Math.min(high, x));
