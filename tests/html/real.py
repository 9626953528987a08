"""Reports of programs that were run for this test."""
import glob
import os
import subprocess

from tap import need, same

# (scenario, seeds); each has one finding first.
SCENARIOS = [("deadlock/bank_transfer", "40"), ("races/counter", "20"), ("mistakes/blocked_sender", "20"),
             ("mistakes/send_after_close", "200"), ("mistakes/results_never_closed", "20"), ("lostwake/lost_signal", "60")]
ALL = """
const article = document.querySelector("#f1"), stops = [], next = document.querySelector(".tools button[title='Next evidence']");
document.querySelector(".tools button[title='First event']").click();
for (let before = null; before !== stops.length; ) {
  before = stops.length;
  const title = () => article.querySelector(".about h4").textContent + article.querySelector(".does").textContent;
  const old = title();
  next.click();
  if (title() !== old) stops.push(article.querySelector(".about h4").textContent);
}
return stops;
"""


def tests(tap, browser, played):
    for scenario, (path, finding) in played.items():
        @tap.test(f"{scenario}: the page tells the finding and leads through its evidence")
        def _(path=path, finding=finding):
            same(browser.open(path), [], "console")
            body = browser.js("return document.body.innerText")
            for words in (finding["title"], finding["replay"], finding["kind"]):
                need(words in body, f"no {words!r}")
            for seq in finding["evidence"]:
                need(browser.js("return !!document.getElementById(`f1-e${arguments[0]}`)", seq), f"no row of event {seq}")
            start = browser.js("return document.querySelector('.about h4').textContent")
            need(("access 1 of 2" if "race" in finding else "evidence") in start, f"it starts at {start!r}")
            stops = browser.js(ALL)
            numbers = {int(s.split()[1]) for s in stops if s.startswith("Event")}
            first = finding["evidence"][:1] == [1]
            need(set(finding["evidence"]) - ({1} if first else set()) <= numbers, f"{finding['evidence']} and {stops}")
            need(browser.js("return document.querySelectorAll('.code .hit').length") > 0, "no source line")
            drawn = browser.driver.execute_async_script(
                "const done = arguments[0]; Promise.all([...document.images].map((i) => i.decode().then(() => i.naturalWidth)))"
                ".then(done, (e) => done(String(e)))")
            need(isinstance(drawn, list) and drawn and all(w > 40 for w in drawn), f"graphs: {drawn}")

    @tap.test("what is stored gives the same page again, and a finding one of its own")
    def _():
        path, finding = played["deadlock/bank_transfer"]
        for what in (path + ".out", *glob.glob(path + ".out/findings/*")):
            again = path + ".again.html"
            subprocess.run([os.environ.get("B", "build") + "/bin/detsched", "explain", "--report", f"html:{again}", what],
                           check=True)
            same(browser.open(again), [], "console")
            need(finding["title"] in browser.js("return document.body.innerText"), "no title")
            need(browser.js("return document.images.length") >= 2, "no graphs")
            if what.endswith(".out"):
                with open(path, "rb") as first, open(again, "rb") as second:
                    need(first.read() == second.read(), "the page of the stored campaign differs")
