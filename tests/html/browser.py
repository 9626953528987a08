"""A headless Chromium for the tests of the HTML report, driven through chromedriver."""
import os
import shutil
import tempfile

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

STARTS = 3
LIMIT = 300  # seconds for one command, on a machine that is busy with other suites
HELPERS = """
window.seen = (node) => {
  const box = node.getBoundingClientRect(), style = getComputedStyle(node);
  return box.width > 1 && box.height > 1 && style.visibility !== "hidden";
};
window.boxes = (selector) => [...document.querySelectorAll(selector)].filter(seen).map((node) => {
  const b = node.getBoundingClientRect();
  return [b.left, b.top, b.right, b.bottom, node.textContent.slice(0, 40)];
});
"""


class Browser:
    """One browser for all tests: a page at a time, in a size and colour scheme of one's choice."""

    def __init__(self):
        for left in range(STARTS - 1, -1, -1):
            try:
                self.__start()
                return
            except WebDriverException:  # seen with many other processes about: it comes up and never answers
                self.close()
                if not left:
                    raise

    def __start(self):
        self.driver = None
        self.opened = {}  # page: what its console said at each opening
        self.home = tempfile.mkdtemp(prefix="detsched-html-")
        options = Options()
        options.binary_location = "/usr/bin/chromium"
        for word in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                     "--disable-extensions", "--disable-background-networking", "--no-first-run",
                     "--user-data-dir=" + self.home, "--lang=en-US"):
            options.add_argument(word)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        service = Service("/usr/bin/chromedriver", env={**os.environ, "HOME": self.home})
        self.driver = webdriver.Chrome(service=service, options=options)
        self.driver.set_page_load_timeout(60)
        self.driver.get("about:blank")
        self.driver.set_script_timeout(LIMIT)
        self.driver.set_page_load_timeout(LIMIT)

    def close(self):
        if self.driver:
            self.driver.quit()
        shutil.rmtree(self.home, ignore_errors=True)

    def command(self, name, **values):
        return self.driver.execute_cdp_cmd(name, values)

    def open(self, path, width=1280, height=900, dark=False, script=True):
        """Loads the file; returns what the console had to say that is no mere information."""
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=height,
                     deviceScaleFactor=1, mobile=width < 500)
        self.command("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce"}])
        self.command("Emulation.setScriptExecutionDisabled", value=not script)
        self.driver.get("about:blank")
        self.console()
        self.driver.get("file://" + os.path.abspath(path))
        if script:
            self.js(HELPERS)
        said = self.console()
        self.opened.setdefault(path.split("#")[0], []).extend(said)
        return said

    def console(self):
        return [entry["message"] for entry in self.driver.get_log("browser")
                if entry["level"] in ("SEVERE", "WARNING")]

    def js(self, code, *arguments):
        return self.driver.execute_script(code, *arguments)

    def key(self, key, code=None, shift=False):
        """A key press as the browser gets it from a keyboard: Tab moves the focus, and so on."""
        codes = {"Tab": 9, "Enter": 13, "ArrowDown": 40, "ArrowUp": 38, "ArrowRight": 39, "ArrowLeft": 37,
                 "Home": 36, "End": 35, "PageDown": 34, "PageUp": 33}
        number = code or codes.get(key) or ord(key.upper())
        text = {"text": key} if len(key) == 1 else {"text": "\r"} if key == "Enter" else {}
        event = {"key": key, "windowsVirtualKeyCode": number, "modifiers": 8 if shift else 0}
        self.command("Input.dispatchKeyEvent", type="keyDown", **event, **text)
        self.command("Input.dispatchKeyEvent", type="keyUp", **event)
