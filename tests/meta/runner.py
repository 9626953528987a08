"""The runner of the tests counts what its suites print, and cannot be fooled by one that dies."""
import os
import shutil
import subprocess
import tempfile

import tree

CHECKS = tree.Checks()
# Suite script, extra environment, closing line that must come.
ROWS = (
    ("echo 'ok 1 - one'; echo 'ok 2 - two'", {}, "2 passed, 0 failed, 0 skipped"),
    ("echo 1..2; echo 'ok 1 - one'; echo 'not ok 2 - two'; exit 1", {}, "1 passed, 1 failed, 0 skipped"),
    ("echo 1..3; echo 'ok 1 - one'", {}, "1 passed, 1 failed, 0 skipped"),
    ("echo 'ok 1 - one'; exit 3", {}, "1 passed, 1 failed, 0 skipped"),
    ("echo 'ok 1 - one'; kill -9 $$", {}, "1 passed, 1 failed, 0 skipped"),
    ("true", {}, "0 passed, 1 failed, 0 skipped"),
    ("echo 'Bail out! no disk'; echo 'ok 1 - one'", {}, "1 passed, 1 failed, 0 skipped"),
    ("echo 'ok 1 - one # SKIP nothing here'", {}, "0 passed, 0 failed, 1 skipped"),
    ("echo 'ok 1 - one # SKIP nothing here'", {"STRICT_SKIPS": "1"}, "0 passed, 1 failed, 0 skipped"),
    ("echo 'ok 1 - fine # SKIP nothing here'", {"STRICT_SKIPS": "1"}, "0 passed, 0 failed, 1 skipped"),
    ("echo 'ok 1 - untrue # SKIP nothing here'", {"STRICT_SKIPS": "1"}, "0 passed, 1 failed, 0 skipped"),
    ("echo '1..0 # SKIP nothing here'", {}, "0 passed, 0 failed, 1 skipped"),
)
SKIPS = "fake/fine | true\nfake/untrue | false\n"


def closing(folder, script, environment):
    suite = os.path.join(folder, "tests", "fake", "run")
    with open(suite, "w", encoding="utf-8") as out:
        out.write(f"#!/bin/sh\n{script}\n")
    os.chmod(suite, 0o755)
    clean = {k: v for k, v in os.environ.items() if k not in ("STRICT_SKIPS", "B", "TEST_JOBS")}
    ran = subprocess.run(["tests/run", "fake"], cwd=folder, env={**clean, **environment},
                         capture_output=True, text=True, check=False)
    return ran.stdout.splitlines()[-1], ran.returncode


@CHECKS("the runner counts failed, missing, dead and skipped tests")
def counts():
    with tempfile.TemporaryDirectory() as folder:
        os.makedirs(os.path.join(folder, "tests", "fake"))
        shutil.copy("tests/run", os.path.join(folder, "tests", "run"))
        with open(os.path.join(folder, "tests", "skips"), "w", encoding="utf-8") as out:
            out.write(SKIPS)
        for script, environment, wanted in ROWS:
            line, status = closing(folder, script, environment)
            if line != wanted:
                yield f"{script}: {line}; wanted: {wanted}"
            if (status != 0) != (" 0 failed" not in wanted):
                yield f"{script}: status {status}"


@CHECKS("every row of tests/skips names a command that can be run")
def rows():
    for line in tree.text("tests/skips").splitlines():
        line = line.split("#")[0].strip()
        if not line:
            continue
        if "|" not in line:
            yield f"no command: {line}"
            continue
        command = line.split("|", 1)[1]
        ran = subprocess.run(["sh", "-n", "-c", command], capture_output=True, text=True, check=False)
        if ran.returncode:
            yield f"{line}: {ran.stderr.strip()}"
