"""How a page looks, computed from the document: widths, overlaps, contrast."""
import os

from tap import need, same

FULL = bool(os.environ.get("FULL"))

# Contrast of every text with the ground that it stands on, as WCAG 2 defines it.
CONTRAST = """
const numbers = (c) => { const m = c.match(/[\\d.]+/g).map(Number); return c.startsWith("color(") ? [...m.slice(0, 3).map((x) => x * 255), m[3] ?? 1] : [m[0], m[1], m[2], m[3] ?? 1]; };
const light = (c) => c.slice(0, 3).map((x) => x / 255).map((x) => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4)
  .reduce((sum, x, i) => sum + x * [0.2126, 0.7152, 0.0722][i], 0);
const over = (top, under) => top.slice(0, 3).map((x, i) => x * top[3] + under[i] * (1 - top[3])).concat(1);
const ground = (node) => { const all = [];
  for (let n = node; n; n = n.parentElement) { const c = numbers(getComputedStyle(n).backgroundColor); all.push(c); if (c[3] === 1) break; }
  return all.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]); };
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), bad = [];
let count = 0;
while (walker.nextNode()) {
  const node = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || !seen(node) || node.closest(".sr")) continue;
  let opacity = 1;
  for (let n = node; n; n = n.parentElement) opacity *= Number(getComputedStyle(n).opacity);
  const below = ground(node), ink = numbers(getComputedStyle(node).color);
  const words = over([ink[0], ink[1], ink[2], ink[3] * opacity], below);
  const [a, b] = [light(words), light(below)].sort((x, y) => y - x), ratio = (a + 0.05) / (b + 0.05);
  count++;
  if (ratio < 4.5) bad.push([ratio.toFixed(2), node.tagName, node.className, walker.currentNode.data.slice(0, 30)]);
}
return [count, bad];
"""
OPEN_ALL = "for (const d of document.querySelectorAll('details')) d.open = true"


def overlaps(boxes):
    """Pairs of boxes that share more than a pixel."""
    for i, a in enumerate(boxes):
        for b in boxes[i + 1:]:
            if min(a[2], b[2]) - max(a[0], b[0]) > 1 and min(a[3], b[3]) - max(a[1], b[1]) > 1:
                yield a[4], b[4]


def in_view(browser, selector):
    """Boxes of what is to be seen in the schedule's window, cut to it."""
    view = browser.js("const b = document.querySelector('.view').getBoundingClientRect();"
                      "const h = document.querySelector('.heads').getBoundingClientRect(); return [b.left, h.bottom, b.right, b.bottom]")
    found = []
    for left, top, right, bottom, text in browser.js("return boxes(arguments[0])", selector):
        if top < view[3] and bottom > view[1]:
            found.append([max(left, view[0]), max(top, view[1]), min(right, view[2]), min(bottom, view[3]), text])
    return found


def tests(tap, browser, pages):
    every = ("small", "many", "lanes", "hostile", "suite", "clean")

    @tap.test("at a phone's width nothing sticks out of the page")
    def _():
        for name in every if FULL else ("small", "lanes", "hostile", "suite"):
            browser.open(pages[name], width=360, height=740)
            browser.js(OPEN_ALL)
            width = browser.js("return [document.documentElement.scrollWidth, document.body.scrollWidth, innerWidth]")
            need(max(width) <= 360, f"{name}: {width}")

    for width in (360, 800, 1280):
        @tap.test(f"at {width} pixels no text stands on another: heads, rows, marks, buttons")
        def _(width=width):
            for name in ("small", "lanes", "many") if FULL else ("lanes", "many") if width == 800 else ("lanes",):
                browser.open(pages[name], width=width, height=900)
                browser.js("document.querySelector('.timeline').scrollIntoView()")
                same(list(overlaps(browser.js("return boxes('.heads span')"))), [], f"{name}: heads")
                texts = in_view(browser, ".row .no, .row .what, .row .where")
                need(len(texts) > 10, f"{name}: no rows")
                same(list(overlaps(texts)), [], f"{name}: rows")
                marks = in_view(browser, ".mark")
                pairs = [p for p in overlaps(texts + [[*m[:4], "(mark)"] for m in marks]) if "(mark)" in p]
                same([p for p in pairs if p != ("(mark)", "(mark)")], [], f"{name}: marks and texts")
                same(list(overlaps(browser.js("return boxes('button, summary, select, input')"))), [], f"{name}: controls")

    for dark in (False, True):
        @tap.test(f"every text has a contrast of 4.5 or more in {'dark' if dark else 'light'} colours")
        def _(dark=dark):
            for name in ("small", "many", "suite", "clean") if FULL else ("suite", "clean"):
                browser.open(pages[name], dark=dark)
                browser.js(OPEN_ALL)
                count, bad = browser.js(CONTRAST)
                need(count > 20, f"{name}: {count} texts")
                same(bad[:5], [], name)
            ground = browser.js("return getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
            need((sum(ground) < 200) == dark, f"ground {ground}")

    @tap.test("controls can be hit with a finger")
    def _():
        browser.open(pages["small"], width=360, height=740)
        for left, top, right, bottom, text in browser.js("return boxes('button, summary')"):
            need(right - left >= 24 and bottom - top >= 24, f"{text}: {right - left} x {bottom - top}")

    @tap.test("nothing moves for those who asked for stillness")
    def _():
        browser.open(pages["small"])
        moving = browser.js("return [...document.querySelectorAll('*')].filter((n) => { const s = getComputedStyle(n);"
                            "return s.transitionDuration.split(', ').some((d) => parseFloat(d)) || s.animationName !== 'none' }).length")
        same(moving, 0, "elements that move")
