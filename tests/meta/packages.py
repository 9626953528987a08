"""What `make deps` does on machines that lack packages: played with stubs instead of dpkg and apt."""
import os
import re
import shutil
import subprocess
import tempfile

import tree

CHECKS = tree.Checks()
REAL = ("sh", "sed", "tr", "awk", "dirname", "mktemp", "rm", "tail", "env", "cat")


def listed():
    return re.sub(r"#.*", "", tree.text("contrib/packages.txt")).split()


def played(missing, root, sudo):
    """Runs contrib/deps where MISSING packages are not installed. Returns (status, words, apt's log)."""
    with tempfile.TemporaryDirectory() as folder:
        def stub(name, body):
            path = os.path.join(folder, name)
            with open(path, "w", encoding="utf-8") as out:
                out.write(f"#!/bin/sh\n{body}\n")
            os.chmod(path, 0o755)
        for name in REAL:
            os.symlink(shutil.which(name), os.path.join(folder, name))
        rows = "".join(f"{p} {'not-installed' if p in missing else 'installed'}\n" for p in listed())
        stub("dpkg-query", f"cat <<'END'\n{rows}END")
        stub("id", f"echo {0 if root else 1000}")
        stub("apt-get", f'echo "$*" >>"{folder}/log"')
        if sudo:
            stub("sudo", f'echo sudo >>"{folder}/log"; exec "$@"')
        ran = subprocess.run(["contrib/deps"], env={"PATH": folder}, capture_output=True, text=True,
                             check=False)
        log = os.path.join(folder, "log")
        return ran.returncode, ran.stdout + ran.stderr, tree.text(log) if os.path.exists(log) else ""


@CHECKS("make deps is silent and asks nobody when nothing is missing")
def nothing():
    for root in (False, True):
        status, words, log = played((), root, False)
        if status or words or log:
            yield f"status {status}, {words!r}, {log!r}"


@CHECKS("make deps installs only what is missing")
def some():
    for root, sudo in ((True, False), (False, True)):
        status, words, log = played(("gcc", "jq"), root, sudo)
        installs = [line.split("--no-install-recommends ")[1] for line in log.splitlines()
                    if "--no-install-recommends" in line]
        if status or installs != ["gcc jq"] or ("sudo" in log) != sudo:
            yield f"status {status}, {words!r}, {log!r}"


@CHECKS("make deps without root and sudo names the packages in one line")
def refused():
    status, words, log = played(("gcc", "jq"), False, False)
    if status == 0 or log or words.count("\n") != 1 or "gcc jq" not in words:
        yield f"status {status}, {words!r}, {log!r}"
