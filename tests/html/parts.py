"""What a page is made of, how it reads without a script, and the list of findings with its filter."""
import base64
import hashlib
import json
import os
import re
import subprocess

import html5lib

from tap import need, same

VISIBLE = ("return [...document.querySelectorAll('#list ol.list > li')].filter((li) => !li.hidden)"
           ".map((li) => li.querySelector('.title').textContent)")
FILTER = """
for (const [name, value] of Object.entries(arguments[0])) {
  const field = document.querySelector(`#filter [name=${name}]`);
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}"""
SHOWN = ("return [...document.querySelectorAll('article.finding')].filter((a) => a.offsetHeight > 0)"
         ".map((a) => a.id)")
# What would bring something in from elsewhere, or run it.
ATTRIBUTES = ("src", "href", "action", "formaction", "data", "poster", "srcset", "background", "xlink:href")


def text(path):
    with open(path, encoding="utf-8") as page:
        return page.read()


def tests(tap, browser, pages):
    trees = {}

    @tap.test("an independent HTML parser accepts the pages, strictly")
    def _():
        for name in ("small", "hostile", "suite", "finding", "clean"):
            parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
            trees[name] = parser.parse(text(pages[name]))

    @tap.test("no page has a handler, a style attribute or a place on the network in it")
    def _():
        for name, tree in trees.items():
            for node in tree.iter():
                for key, value in node.attrib.items():
                    need(not key.startswith("on") and key != "style", f"{name}: {node.tag} {key}")
                    need(key not in ATTRIBUTES or value.startswith(("#", "data:")), f"{name}: {key}={value}")

    @tap.test("the policy lets one style and one script in, by their hashes, and nothing else")
    def _():
        need(trees, "no page was parsed")
        for name, tree in trees.items():
            policy = next(m.get("content") for m in tree.iter("meta")
                          if m.get("http-equiv") == "Content-Security-Policy")
            rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
            same(rules["default-src"], "'none'", name)
            for tag, rule in (("style", "style-src"), ("script", "script-src")):
                inline = [n for n in tree.iter(tag) if n.get("type") != "application/json"]
                same(len(inline), 1, f"{name}: {tag}")
                digest = base64.b64encode(hashlib.sha256(inline[0].text.encode()).digest()).decode()
                same(rules[rule], f"'sha256-{digest}'", f"{name}: {rule}")

    @tap.test("the program in the page carries the licence of what it holds")
    def _():
        need("Redistributions in binary form must reproduce" in text(pages["small"]), "no notice")

    @tap.test("a page with 225,000 events keeps the ends of the last ones, with the states that lead there")
    def _():
        page = subprocess.run([os.environ.get("B", "build") + "/tests/html/pages", "flood"],
                              stdout=subprocess.PIPE, check=True).stdout.decode()
        islands = [json.loads(part.split("</script>")[0])
                   for part in page.split("<script type=\"application/json\" class=data>")[1:]]
        same([len(i["events"]) for i in islands], [5000] * 40 + [2000] * 5, "events of each finding")
        with open(pages["big"] + ".states", encoding="utf-8") as lines:
            before = json.load(lines)[2999]
        last = islands[-1]
        same([last["words"][row[3]] for row in last["objects"]], before, "states before event 3001")
        same(last["events"][0][0], 3001, "its first event")

    @tap.test("the same campaign gives the same bytes")
    def _():
        again = subprocess.run([os.environ.get("B", "build") + "/tests/html/pages", "small"],
                               stdout=subprocess.PIPE, check=True).stdout.decode()
        need(again == text(pages["small"]), "two pages differ")

    @tap.test("without a script the page tells title, explanation, replay line and schedule")
    def _():
        same(browser.open(pages["many"], script=False), [], "console")
        body = browser.driver.find_element("tag name", "body").text
        for words in ("data race on closed", "walrus", "detsched replay ds1-5-abc", "receive jobs", "What was run"):
            need(words in body, f"no {words!r}")
        need(re.search(r"^11 \* T\d.* receive jobs", body, re.MULTILINE), "no row of the table")

    @tap.test("paper gets every finding, and no buttons")
    def _():
        browser.open(pages["many"])
        browser.command("Emulation.setEmulatedMedia", media="print")
        same(len(browser.js(SHOWN)), 6, "findings on paper")
        same(browser.js("return boxes('button:not(.way)').length"), 0, "buttons on paper")
        browser.open(pages["small"])
        browser.command("Emulation.setEmulatedMedia", media="print")
        need("lock[0] at event 11." in browser.js("return document.querySelector('.explanation').innerText"), "words are lost")
        browser.command("Emulation.setEmulatedMedia", media="")

    @tap.test("one finding is shown at a time, and the address chooses it")
    def _():
        browser.open(pages["many"])
        same(browser.js(SHOWN), ["f1"], "at first")
        browser.js("document.querySelectorAll('#list a')[2].click()")
        browser.driver.execute_async_script("const done = arguments[0]; setTimeout(done, 0)")
        same(browser.js(SHOWN), ["f3"], "after a click")
        browser.js("location.hash = '#f5-e12'")
        browser.driver.execute_async_script("const done = arguments[0]; setTimeout(done, 0)")
        same(browser.js(SHOWN), ["f5"], "by address")
        need("Event 12 of" in browser.js("return document.querySelector('#f5 .about').textContent"), "event")

    @tap.test("the list is filtered by kind, severity and text")
    def _():
        browser.open(pages["many"])
        same(len(browser.js(VISIBLE)), 6, "unfiltered")
        browser.js(FILTER, {"kind": "data-race"})
        same(browser.js(VISIBLE), ["data race on total", "data race on closed"], "by kind")
        browser.js(FILTER, {"text": "closed"})
        same(browser.js(VISIBLE), ["data race on closed"], "by kind and text")
        browser.js(FILTER, {"kind": "", "text": "", "severity": "warning"})
        same(len(browser.js(VISIBLE)), 2, "by severity")
        browser.js(FILTER, {"severity": "", "text": "WALRUS word"})
        same(browser.js(VISIBLE), ["T4 can never finish"], "by a word of the explanation")
        browser.js(FILTER, {"text": "no such words"})
        same(browser.js(VISIBLE), [], "by what is nowhere")
        same(browser.js("return document.querySelector('#filter [role=status]').textContent"), "0 of 6 findings", "count")

    @tap.test("a suite's page has every program's verdict and all findings")
    def _():
        browser.open(pages["suite"])
        rows = browser.js("return [...document.querySelectorAll('.programs tbody tr')].map((r) => r.cells[1].textContent)")
        same(rows, ["findings", "clean", "findings"], "verdicts")
        same(len(browser.js(VISIBLE)), 7, "findings")
        browser.js(FILTER, {"text": "queue.drains"})
        same(len(browser.js(VISIBLE)), 6, "of one program")

    @tap.test("a clean campaign's page says what that means")
    def _():
        browser.open(pages["clean"])
        body = browser.js("return document.body.innerText")
        for words in ("CLEAN", "0.003", "95%", "Other schedules may still fail"):
            need(words in body, f"no {words!r}")
