"""A schedule of 5,000 events: what stands in the document does not grow with it."""
from tap import need, same

NODES = "return document.querySelectorAll('.timeline *').length"
ROWS = "return [document.querySelectorAll('.row').length, document.querySelectorAll('.mark').length]"


def scroll(browser, to):
    browser.driver.execute_async_script(
        "const [to, done] = arguments; const v = document.querySelector('.view'); v.scrollTop = to * v.scrollHeight;"
        "requestAnimationFrame(() => requestAnimationFrame(done))", to)


def tests(tap, browser, pages):
    @tap.test("of 5,000 events only those in view stand in the document, at any place and size")
    def _():
        browser.open(pages["small"])
        small = browser.js(NODES)
        browser.open(pages["big"])
        same(browser.js("return Number(document.querySelector('.row').getAttribute('aria-setsize')) >= 5000"), True, "all are there")
        for to in (0, 0.3, 0.7, 1):
            scroll(browser, to)
            rows, marks = browser.js(ROWS)
            need(8 <= rows <= 60 and marks == rows, f"{rows} rows, {marks} marks at {to}")
            need(browser.js(NODES) < small + 200, f"{browser.js(NODES)} nodes, {small} for a small schedule")
        for _ in range(4):
            browser.js("document.querySelector(\".tools button[title='Smaller']\").click()")
        rows, marks = browser.js(ROWS)
        need(rows == 0 and marks <= 200, f"{rows} rows, {marks} marks in the smallest size")

    @tap.test("3,000 tasks have no 3,000 lanes; who has none is named in the row")
    def _():
        same(browser.open(pages["crowd"]), [], "console")
        need(len(browser.js("return boxes('.heads span')")) <= 49, "lanes")
        need(browser.js(NODES) < 2000, f"{browser.js(NODES)} nodes")
        need(browser.js("return document.querySelectorAll('.task').length") <= 60, "cards")
        scroll(browser, 0.4)
        texts = browser.js("return [...document.querySelectorAll('.what')].map((n) => n.textContent)")
        need(any(text.startswith("T") and "worker: " in text for text in texts), texts[:5])

    @tap.test("the last of 5,000 events is reached by a key and by scrolling")
    def _():
        browser.open(pages["big"])
        browser.js("document.querySelector('.view').focus()")
        browser.key("End")
        need("end" in browser.js("return document.querySelector('.about h4').textContent"), "how it stands at the end")
        scroll(browser, 0)
        scroll(browser, 1)
        last = browser.js("return [...document.querySelectorAll('.row .no')].map((n) => Number(n.textContent))")
        same(max(last), 5000, "last row")
