"""The recipes in contrib that are not played here: what they say is what the systems' rules allow."""
import os
import re
import subprocess

import yaml

from parts import ENV, ROOT, TOOL, program

KEYS = {  # of batch/v1's Job, as far as such a recipe may use them
    "": {"apiVersion", "kind", "metadata", "spec"},
    "spec": {"completionMode", "completions", "parallelism", "backoffLimit", "podFailurePolicy", "template",
             "activeDeadlineSeconds", "ttlSecondsAfterFinished"},
    "template": {"restartPolicy", "terminationGracePeriodSeconds", "containers", "volumes"},
    "container": {"name", "image", "env", "command", "args", "volumeMounts", "resources"},
}


def job():
    with open(os.path.join(ROOT, "contrib/kubernetes/detsched.yaml"), encoding="utf-8") as file:
        return list(yaml.safe_load_all(file))


def faults(documents):
    if len(documents) != 1:
        return ["more than one document"]
    found, top = [], documents[0]
    spec, pod = top["spec"], top["spec"]["template"]["spec"]
    box = pod["containers"][0]
    for name, part in (("", top), ("spec", spec), ("template", pod), ("container", box)):
        found += [f"unknown key {key}" for key in set(part) - KEYS[name]]
    if (top["apiVersion"], top["kind"], spec["completionMode"]) != ("batch/v1", "Job", "Indexed"):
        found.append("it is no indexed job")
    if pod["restartPolicy"] != "Never":
        found.append("a podFailurePolicy wants restartPolicy Never")
    rules = spec["podFailurePolicy"]["rules"]
    for rule in rules:
        codes = rule.get("onExitCodes", {"operator": "In", "values": [1], "containerName": box["name"]})
        if (rule["action"] not in ("Ignore", "Count", "FailJob") or codes["operator"] not in ("In", "NotIn") or
                codes["containerName"] != box["name"] or 0 in codes["values"] or
                codes["values"] != sorted(set(codes["values"])) or
                ("onExitCodes" in rule) == ("onPodConditions" in rule)):
            found.append(f"not a rule: {rule}")
    total = {entry["name"]: entry["value"] for entry in box["env"]}.get("DETSCHED_SHARD_TOTAL")
    if total != str(spec["completions"]):
        found.append("DETSCHED_SHARD_TOTAL is not the number of completions")
    if {mount["name"] for mount in box["volumeMounts"]} - {volume["name"] for volume in pod["volumes"]}:
        found.append("a volume is missing")
    return found


def pod(tap, folder):
    """The pod's own line, as a pod of that index would run it, with our program and folder in it."""
    box = job()[0]["spec"]["template"]["spec"]["containers"][0]
    results = os.path.join(folder, "pod")
    os.makedirs(results)
    line = box["args"][0].replace("/results", results).replace("./test", program("quick"))
    line = line.replace("10000", "80")
    env = dict(ENV, JOB_COMPLETION_INDEX="7", DETSCHED_SHARD_TOTAL="8",
               PATH=os.path.dirname(TOOL) + ":" + ENV["PATH"])
    done = subprocess.run([*box["command"], line], env=env, capture_output=True, text=True, check=False,
                          stdin=subprocess.DEVNULL)
    with open(os.path.join(results, "7", "results.jsonl"), encoding="utf-8") as file:
        played = re.findall(r'"seed":"(\d+)","strategy"', file.read())
    tap(done.returncode == 0 and played == [str(k) for k in range(7, 80, 8)],
        "the pod's line plays its shard, and a finding is no failure", f"{done.returncode} {done.stderr}")


def check(tap, folder):
    found = faults(job())
    tap(not found, "contrib/kubernetes: an indexed job with a policy for failed pods", "\n".join(found))
    pod(tap, folder)
