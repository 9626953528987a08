"""How long a browser takes to open the HTML report of a 5,000-event schedule, and to step through it."""
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "html"))
from browser import Browser  # noqa: E402

STEPS = 300
OPENED = "return performance.getEntriesByType('navigation')[0].domInteractive"
# Each step with the layout that it causes, one a frame. Milliseconds: the median, the slowest of a hundred.
STEPPED = """
const [count, done] = arguments, spent = [];
const next = document.querySelector(".tools button[title='Next event']");
const step = () => {
  const start = performance.now();
  next.click();
  document.querySelector(".timeline").getBoundingClientRect();
  spent.push(performance.now() - start);
  if (spent.length < count) return requestAnimationFrame(step);
  spent.sort((a, b) => a - b);
  return done([spent[count >> 1], spent[Math.floor(count * 0.99)]]);
};
step();
"""


def table(pages):
    """Prints the rows; PAGES is the program that writes hand-built reports. The best of five openings."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "big.html")
        with open(path, "wb") as out:
            subprocess.run([pages, "big"], stdout=out, check=True)
        browser = Browser()
        try:
            opened = []
            for _ in range(5):
                browser.open(path)
                opened.append(browser.js(OPENED))
            median, slowest = browser.driver.execute_async_script(STEPPED, STEPS)
        finally:
            browser.close()
    figures = {"open_ms": min(opened), "step_ms": median, "step_99_ms": slowest}
    print("\n| HTML report of 5,000 events, headless Chromium | ms | target |\n|---|---:|---:|")
    print(f"| opened, with its schedule ready | {figures['open_ms']:.0f} | under 2,000 |")
    print(f"| one step, the median of {STEPS} | {figures['step_ms']:.1f} | under 50 |")
    print(f"| one step, the slowest of a hundred | {figures['step_99_ms']:.1f} | |")
    return figures
