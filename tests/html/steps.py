"""The timeline: steps, states, jumps, arrows, keys."""
import json
import random

from tap import need, same

STATES = ("return [...document.querySelectorAll('.panel .states')[0].querySelectorAll('tbody td')]"
          ".map((td) => td.textContent.replace(/ \\(was: .*/, ''))")
TITLE = "return document.querySelector('.about h4').textContent"
# All titles and states from one button's place to where another leads no further.
WALK = """
const press = (title) => document.querySelector(`.tools button[title='${title}']`).click(), found = [];
const about = document.querySelector(".about"), table = document.querySelectorAll(".panel .states")[0];
press(arguments[0]);
for (let before = ""; before !== about.textContent; press(arguments[1])) {
  before = about.textContent;
  found.push([about.querySelector("h4").firstChild.data.trim(),
    [...table.querySelectorAll("tbody td")].map((td) => td.textContent.replace(/ \\(was: .*/, ""))]);
}
return found;
"""
CLICK = "document.querySelector(`.tools button[title='${arguments[0]}']`).click()"


def states(path):
    with open(path + ".states", encoding="utf-8") as lines:
        return json.load(lines)


def go(browser, seq):
    browser.driver.execute_async_script("const [seq, done] = arguments; addEventListener('hashchange', () => done(), { once: true });"
                                        "location.hash = `#f1-e${seq}`", seq)


def number(browser):
    """The current event's, from the panel's title."""
    return int(browser.js(TITLE).split()[1])


def tests(tap, browser, pages):
    @tap.test("each step forward and back shows the states of all locks and channels")
    def _():
        wanted = states(pages["small"])
        browser.open(pages["small"])
        forward = browser.js(WALK, "First event", "Next event")
        same([title for title, _ in forward][:60], [f"Event {i + 1} of 60" for i in range(60)], "titles")
        same([row for _, row in forward][:60], wanted, "states on the way there")
        back = browser.js(WALK, "Last event", "Event before")
        same([row for _, row in back][-60:], wanted[::-1], "states on the way back")
        same(back[-1][0], "Event 1 of 60", "no step leads out of the front")

    @tap.test("jumps within 5,000 events show the states there")
    def _():
        wanted = states(pages["big"])
        browser.open(pages["big"])
        for seq in random.Random(3).sample(range(1, len(wanted) + 1), 12):
            go(browser, seq)
            same(number(browser), seq, "event")
            same(browser.js(STATES), wanted[seq - 1], f"after event {seq}")

    @tap.test("evidence, switches and arrows are jumped to, both ways")
    def _():
        browser.open(pages["small"])
        same(number(browser), 11, "the first evidence is where it starts")
        browser.js(CLICK, "Next evidence")
        same(number(browser), 59, "next evidence")
        browser.js(CLICK, "Evidence before")
        same(number(browser), 11, "evidence before")
        task = "return document.querySelector('.does b').textContent"
        before = browser.js(task)
        browser.js(CLICK, "Next switch to another task")
        need(browser.js(task) != before, "the task is another one")
        there = number(browser)
        browser.js(CLICK, "Event before")
        same(browser.js(task), before, "and the event before was the old task's")
        browser.js(CLICK, "Next event")
        same(number(browser), there, "there and back")

    @tap.test("an arrow leads from the send to the receive, and the panel from one to the other")
    def _():
        browser.open(pages["small"])
        same(browser.js("return document.querySelectorAll('.arrows path.arrow').length"), 1, "arrows of event 11")
        link = browser.js("return [...document.querySelectorAll('.about button')].map((b) => b.textContent)")
        same(link, ["event 5"], "where it comes from")
        browser.js("document.querySelector('.about button').click()")
        same(number(browser), 5, "there")
        need("event 11" in browser.js("return document.querySelector('.about').textContent"), "and back")

    @tap.test("evidence and accesses differ from other events in shape, not only in colour")
    def _():
        browser.open(pages["small"])
        shapes = browser.js("return Object.fromEntries([...document.querySelectorAll('.mark')]"
                            ".map((m) => [m.classList[1], m.getAttribute('d')]))")
        need(len(set(shapes.values())) == len(shapes) and "evidence" in shapes and "plain" in shapes, shapes)

    @tap.test("the current event's source line is marked, in the excerpt and in the listing")
    def _():
        browser.open(pages["small"])
        where = "return [...document.querySelectorAll('li.now')].map((li) => li.textContent)"
        same(browser.js(where), ["    return receive(jobs);".replace("    ", "\t")] * 2, "marked lines")
        browser.js(CLICK, "Next switch to another task")
        lines = browser.js(where)
        need(len(lines) == 2 and lines[0] == lines[1], lines)

    @tap.test("an event that the explanation names is a way to it")
    def _():
        browser.open(pages["small"])
        browser.js(CLICK, "Last event")
        browser.js("document.querySelector('.explanation button').click()")
        same(number(browser), 11, "event 11")
        same(browser.js("return document.activeElement.getAttribute('role')"), "listbox", "focus")

    @tap.test("the replay line is copied by its button")
    def _():
        browser.open(pages["small"])
        browser.command("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
        copied = browser.driver.execute_async_script("""
          const done = arguments[0], told = document.querySelector(".replay .told");
          new MutationObserver(() => navigator.clipboard.readText().then((text) => done([told.textContent, text]), (e) => done([String(e)])))
            .observe(told, { childList: true });
          document.querySelector(".replay button").click();""")
        same(copied, ["Copied.", "detsched replay ds1-5-abc -- ./queue"], "what was copied")

    @tap.test("a press in the strip of the whole run goes there")
    def _():
        browser.open(pages["big"])
        left, top, right, bottom, _ = browser.js("return boxes('.overview')[0]")
        browser.command("Input.dispatchMouseEvent", type="mousePressed", button="left", clickCount=1,
                        x=left + (right - left) * 0.75, y=(top + bottom) / 2)
        need(abs(number(browser) - 3750) < 20, f"event {number(browser)}")

    @tap.test("the mouse over a row shows its stack, a click goes there")
    def _():
        browser.open(pages["small"])
        browser.js("document.querySelector('.timeline').scrollIntoView()")
        box = browser.js("return boxes('.row')[9]")
        spot = {"x": box[0] + 60, "y": (box[1] + box[3]) / 2}
        browser.command("Input.dispatchMouseEvent", type="mouseMoved", **spot)
        tip = browser.js("return boxes('.tip').map((b) => b[4])")
        need(len(tip) == 1 and "worker" in tip[0], tip)
        seq = browser.js("const r = [...document.querySelectorAll('.row')].filter(seen)[9]; return Number(r.querySelector('.no').textContent)")
        for kind in ("mousePressed", "mouseReleased"):
            browser.command("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **spot)
        same(number(browser), seq, "clicked")

    @tap.test("the keyboard alone reaches everything, sees where it is, and gets out again")
    def _():
        browser.open(pages["many"])
        browser.js("""window.tabStops = [];
          window.stop = () => { const a = document.activeElement, s = getComputedStyle(a);
            return [a.tagName, a.className, a.getAttribute("role"), s.outlineStyle, parseFloat(s.outlineWidth), a === document.body]; };""")
        stops = []
        for _ in range(90):
            browser.key("Tab")
            stops.append(browser.js("return stop()"))
            if stops[-1][5]:
                break
        need(stops[-1][5], "the focus never came out at the end of the page")
        for stop in stops[:-1]:
            need(stop[3] != "none" and stop[4] >= 2, f"focus not to be seen at {stop}")
        tags = [stop[0] for stop in stops]
        for tag in ("INPUT", "SELECT", "A", "BUTTON", "SUMMARY"):
            need(tag in tags, f"no {tag} among the stops")
        need(any(stop[2] == "listbox" for stop in stops), "the schedule is no stop")

    @tap.test("the documented keys step, jump and zoom")
    def _():
        browser.open(pages["small"])
        browser.js("document.querySelector('.view').focus()")
        for key, shift, wanted in (("Home", False, 1), ("ArrowDown", False, 2), ("ArrowRight", False, 3), ("j", False, 4),
                                   ("k", False, 3), ("ArrowUp", False, 2), ("PageDown", False, 22), ("PageUp", False, 2),
                                   ("e", False, 11), ("e", False, 59), ("E", True, 11), ("f", False, 5), ("t", False, 6),
                                   ("T", True, 5), ("S", True, 4)):
            browser.key(key, shift=shift)
            same(number(browser), wanted, f"after {key}")
        row = "return document.querySelector('.row').offsetHeight"
        small = browser.js(row)
        browser.key("+", code=187)
        need(browser.js(row) > small, "not larger")
        for _ in range(4):
            browser.key("-", code=189)
        same(browser.js("return document.querySelectorAll('.row').length"), 0, "words in a tiny schedule")
        need(browser.js("return document.querySelectorAll('.mark').length") >= 60, "marks of a tiny schedule")
        same(browser.js("return document.activeElement.getAttribute('role')"), "listbox", "the focus stays")

    @tap.test("what a screen reader is told of a step: the row, and the new states")
    def _():
        browser.open(pages["small"])
        browser.js("document.querySelector('.view').focus()")
        browser.key("ArrowDown")
        active = browser.js("const v = document.querySelector('.view');"
                            "return document.getElementById(v.getAttribute('aria-activedescendant')).getAttribute('aria-label')")
        status = browser.js("return document.querySelector('.left [role=status]').textContent")
        need(active.startswith("12, T") and "Event 12" in status and ":" in status, f"{active} / {status}")
