"""Prints what detsched says of a scenario's finding: title, explanation, and who stood where.

explained.py COMMAND PROGRAM SEEDS KIND; no line depends on the machine, on paths or on libdetgo's own
lines.
"""
import json
import subprocess
import sys
import tempfile


def own_events(folder, finding):
    """The accesses that are events themselves, and which."""
    with open(f"{folder}/out/findings/{finding['fingerprint']}/finding.json", encoding="utf-8") as file:
        events = json.load(file)["events"]
    return {event["access"]: event["seq"] for event in events if "access" in event and "aside" not in event}


def main():
    command, program, seeds, kind = sys.argv[1:5]
    with tempfile.TemporaryDirectory() as folder:
        result = folder + "/result.json"
        subprocess.run([command, "-q", "--seeds", seeds, "--confirm", "2", "--out", folder + "/out",
                        "--report", "json:" + result, program],
                       stdin=subprocess.DEVNULL, capture_output=True, check=False)
        with open(result, encoding="utf-8") as file:
            findings = json.load(file)["findings"]
        own = {finding["fingerprint"]: own_events(folder, finding) for finding in findings}
    for finding in findings:
        if finding["kind"] != kind:
            continue
        print(f"{finding['severity']}: {finding['kind']} {finding['subkind']}".rstrip())
        print(finding["title"], finding["explanation"], sep="\n\n")
        print()
        for task in finding["tasks"]:
            print(f"{task['id']} {task['name']}: {task['state']} {task['waits_for']}".rstrip())
        for edge in finding["waits"]:
            print(f"{edge['from']} -> {edge['to'] or 'nobody'}: {edge['why']} {edge['object']}".rstrip())
        for number, side in enumerate(finding.get("race", {}).get("sides", []), 1):
            held = ", ".join(f"{h['object']} since event {h['event']}" for h in side["holds"]) or "no lock"
            where = " < ".join(frame["function"] for frame in side["stack"])
            order = "is" if own[finding["fingerprint"]].get(number) == side["after"] else "comes after"
            print(f"{side['task']} {side['words']}, which {order} event {side['after']}, holds {held}: {where}")
        for line in finding["related"]:
            print("related:", line)


main()
