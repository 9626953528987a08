"""Checks the files for GitHub and GitLab: they parse, have the needed keys, and detsched takes their command lines."""
import os
import shlex
import subprocess

import yaml

CONTRIB = os.path.join(os.environ["ROOT"], "contrib")


def load(name):
    with open(os.path.join(CONTRIB, name), encoding="utf-8") as text:
        return yaml.safe_load(text)


def command_lines(script, replace):
    """The detsched commands in SCRIPT, with the runner's own expressions replaced as it would."""
    for before, after in replace.items():
        script = script.replace(before, after)
    return [line for line in script.splitlines() if line.startswith("detsched ")]


def accepted(line, env):
    """A command's options are right if only its program, which is none, is refused (status 3)."""
    words = [os.path.expandvars(w) for w in shlex.split(line)]
    done = subprocess.run(words, env={**os.environ, **env}, capture_output=True, text=True, check=False)
    assert done.returncode == 3, (line, done.returncode, done.stderr)


def github():
    workflow = load("github/detsched.yml")
    assert set(workflow) >= {"name", True, "permissions", "jobs"}  # YAML 1.1 reads the key "on" as true
    job = workflow["jobs"]["detsched"]
    shards = job["strategy"]["matrix"]["shard"]
    assert shards == list(range(1, len(shards) + 1))
    for step in [s for j in workflow["jobs"].values() for s in j["steps"]]:
        assert ("uses" in step) != ("run" in step)
    runs = [s["run"] for s in job["steps"] if "run" in s]
    lines = [li for r in runs for li in command_lines(r, {"${{ matrix.shard }}": "2"})]
    assert len(lines) == 1 and f"--shard 2/{len(shards)} " in lines[0]
    assert "sarif:detsched.sarif" in lines[0] and "--report github" in lines[0]
    accepted(lines[0], {})
    uploads = [s["uses"].split("@")[0] for s in job["steps"] if "uses" in s]
    assert uploads == ["actions/checkout", "github/codeql-action/upload-sarif", "actions/upload-artifact"]
    merge = command_lines(workflow["jobs"]["merge"]["steps"][-1]["run"], {})
    assert merge and all(f"results/{n}" in merge[0].split() for n in shards)


def gitlab():
    job = load("gitlab/detsched.gitlab-ci.yml")["detsched"]
    assert job["parallel"] > 1 and job["artifacts"]["when"] == "always"
    report = job["artifacts"]["reports"]["junit"]
    lines = [li for s in job["script"] for li in command_lines(s, {"$CI_NODE_INDEX": "2"})]
    assert len(lines) == 1 and f"--report junit:{report}" in lines[0]
    accepted(lines[0], {"CI_NODE_INDEX": "2", "CI_NODE_TOTAL": str(job["parallel"])})


github()
gitlab()
