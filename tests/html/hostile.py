"""Names that attack the page: nothing runs, all is shown as text."""
from tap import need, same

ATTACK = "</script><script>window.canary=1</script></style></title></pre>\"><img src=x onerror=\"window.canary=2\">"
CLICK_ALL = """
for (const node of document.querySelectorAll(".tools button, #list a, .about button, summary")) {
  node.click(); node.dispatchEvent(new MouseEvent("mouseover", { bubbles: true })); node.focus();
}
const view = document.querySelector(".view");
view.dispatchEvent(new PointerEvent("pointermove", { bubbles: true, pointerType: "mouse", clientX: 400,
  clientY: view.getBoundingClientRect().top + 60 }));
"""


def tests(tap, browser, pages):
    @tap.test("no hostile name runs, whatever is opened, pressed or pointed at")
    def _():
        same(browser.open(pages["hostile"]), [], "console")
        browser.js(CLICK_ALL)
        same(browser.js("return typeof window.canary"), "undefined", "canary")
        same(browser.console(), [], "console after use")
        count = browser.js("return [document.scripts.length, document.querySelectorAll('img').length, document.querySelectorAll('style').length]")
        same(count, [3, 2, 1], "scripts (program and two islands), pictures, styles")

    @tap.test("hostile names are shown as they are, with what is hidden in them made visible")
    def _():
        browser.open(pages["hostile"])
        for place in ("h1", ".finding h2", ".explanation p", ".replay code", ".task", ".does", ".out", ".stack .fn", ".code code"):
            text = browser.js("return document.querySelector(arguments[0]).textContent", place)
            need(ATTACK in text, f"{place}: {text[:80]}")
            need("^[" in text and "<U+202E>" in text and "<FF>" in text, f"{place}: {text[-80:]}")
            need("\u202e" not in text and "\x1b" not in text, f"{place}: controls")

    @tap.test("a name of 64 kB is cut in its middle, and said to be")
    def _():
        browser.open(pages["hostile"] + "#f2")
        title = browser.js("return document.querySelector('#f2 h2').textContent")
        need(title.startswith("std::map<std::map<") and "bytes left out" in title and len(title) < 2000, len(title))

    @tap.test("the policy holds: a script that is brought in later does not run")
    def _():
        browser.open(pages["hostile"])
        browser.js("const s = document.createElement('script'); s.textContent = 'window.canary = 8'; document.body.append(s);"
                   "const d = document.createElement('div'); d.innerHTML = '<i onclick=\"window.canary=9\" style=\"color: red\">x</i>';"
                   "document.body.append(d); d.firstChild.click();")
        same(browser.js("return typeof window.canary"), "undefined", "canary")
        need(any("Content Security Policy" in line for line in browser.console()), "nothing was refused")
