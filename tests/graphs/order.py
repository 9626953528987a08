"""Which events happen before which others, worked out from a finding.json, and graphviz's tred as the oracle."""
import re
import subprocess

TRED = "/usr/bin/tred"


class Run:
    """The events of a finding by their names in the graph, in order, and the direct reasons of each."""

    def __init__(self, finding):
        self.events, self.names, self.direct = {}, [], {}
        last, at = {}, {}
        for event in finding["events"]:
            name = f"access{event['access']}" if event.get("aside") else f"e{event['seq']}"
            reasons = [last[event["task"]]] if event["task"] in last else []
            if event.get("from") in at:
                reasons.append(at[event["from"]])
            self.names.append(name)
            self.events[name] = event
            self.direct[name] = reasons
            last[event["task"]] = name
            at.setdefault(event["seq"], name)

    def before(self):
        """For each event the set of those that happen before it."""
        result = {}
        for name in self.names:
            result[name] = set().union(*({reason} | result[reason] for reason in self.direct[name]))
        return result

    def cover(self, shown):
        """The least arrows between the SHOWN events, as tred finds them in the whole order."""
        before = self.before()
        lines = [f"{a} -> {b};" for b in shown for a in before[b] if a in shown]
        done = subprocess.run([TRED], input="digraph {" + "\n".join(lines) + "}", capture_output=True, text=True,
                              timeout=300, check=True)
        return set(re.findall(r"(\w+) -> (\w+)", done.stdout))
