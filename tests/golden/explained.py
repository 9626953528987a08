"""Prints what detsched says of a scenario's finding: title, explanation, and who stood where.

explained.py COMMAND PROGRAM SEEDS KIND; no line depends on the machine, on paths or on libdetgo's own
lines.
"""
import json
import subprocess
import sys
import tempfile


def main():
    command, program, seeds, kind = sys.argv[1:5]
    with tempfile.TemporaryDirectory() as folder:
        result = folder + "/result.json"
        subprocess.run([command, "-q", "--seeds", seeds, "--confirm", "2", "--out", folder + "/out",
                        "--report", "json:" + result, program],
                       stdin=subprocess.DEVNULL, capture_output=True, check=False)
        with open(result, encoding="utf-8") as file:
            findings = json.load(file)["findings"]
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
        for side in finding.get("race", {}).get("sides", []):
            held = ", ".join(f"{h['object']} since event {h['event']}" for h in side["holds"]) or "no lock"
            where = " < ".join(frame["function"] for frame in side["stack"])
            print(f"{side['task']} {side['words']} after event {side['after']}, holds {held}: {where}")
        for line in finding["related"]:
            print("related:", line)


main()
