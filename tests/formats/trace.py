"""A validator of Chrome trace events: nesting, flows, names of processes and threads."""
import bisect

from tap import need

ALLOWED = {
    "M": {"name", "args"},
    "X": {"name", "ts", "dur"},
    "i": {"name", "ts", "s"},
    "s": {"name", "cat", "id", "ts"},
    "f": {"name", "cat", "id", "ts", "bp"},
    "C": {"name", "ts", "args"},
}
OPTIONAL = {"pid", "tid", "args", "cname"}


def check(data):
    """The trace's threads: {(pid, tid): name}."""
    need(set(data) == {"displayTimeUnit", "traceEvents"}, set(data))
    threads, processes, slices, flows = {}, {}, {}, {}
    for event in data["traceEvents"]:
        kind = event["ph"]
        keys = set(event) - {"ph"}
        need(ALLOWED[kind] <= keys <= ALLOWED[kind] | OPTIONAL, (kind, keys))
        need(isinstance(event["pid"], int) and event["pid"] > 0, event)
        lane = (event["pid"], event.get("tid"))
        if kind == "M":
            names(event, lane, processes, threads)
            continue
        need(event["ts"] >= 0 and event["pid"] in processes, event)
        need(kind == "C" or lane in threads, f"a lane without a name: {event}")
        if kind == "X":
            need(event["dur"] > 0, event)
            slices.setdefault(lane, []).append((event["ts"], event["ts"] + event["dur"], event["name"]))
        elif kind == "i":
            need(event["s"] == "t", event)
        elif kind in "sf":
            ends = flows.setdefault((event["cat"], event["id"], event["pid"]), {})
            need(kind not in ends, f"two ends of one kind: {event}")
            ends[kind] = (lane, event["ts"], event["name"])
            need(kind == "s" or event["bp"] == "e", event)
        else:
            need(all(isinstance(v, int) for v in event["args"].values()), event)
    for lane, found in slices.items():
        nested(lane, found)
    operations = {lane: sorted((a, b) for a, b, name in found if name != "runs") for lane, found in slices.items()}
    for ends in flows.values():
        resolved(ends, operations)
    turns(slices)
    return threads


def names(event, lane, processes, threads):
    if event["name"] == "process_name":
        need(event["pid"] not in processes, "a process is named twice")
        processes[event["pid"]] = event["args"]["name"]
    elif event["name"] == "thread_name":
        need(lane not in threads, "a thread is named twice")
        threads[lane] = event["args"]["name"]
    else:
        need(event["name"] == "thread_sort_index" and isinstance(event["args"]["sort_index"], int), event)


def nested(lane, found):
    """Two slices of one lane are one inside the other, or apart."""
    open_ends = []
    for start, end, name in sorted(found, key=lambda s: (s[0], -s[1])):
        while open_ends and open_ends[-1] <= start:
            open_ends.pop()
        need(not open_ends or end <= open_ends[-1], f"{name} in {lane} sticks out of what it began in")
        open_ends.append(end)
    turn = (0, 0)
    for start, end, name in sorted(found, key=lambda s: (s[0], -s[1])):
        turn = (start, end) if name == "runs" else turn
        need(turn[0] <= start and end <= turn[1], f"{name} of {lane} outside every turn")


def resolved(ends, operations):
    """Both ends of a flow lie in an operation, and it goes forward."""
    need(set(ends) == {"s", "f"}, f"a flow without both ends: {ends}")
    for lane, at, _ in ends.values():
        found = operations.get(lane, [])
        last = bisect.bisect_right(found, (at,)) - 1
        need(last >= 0 and found[last][0] < at < found[last][1], f"an end in no operation: {ends}")
    need(ends["s"][1] < ends["f"][1] and ends["s"][2] == ends["f"][2], f"a flow backwards: {ends}")


def turns(slices):
    """One task runs at a time."""
    for pid in {pid for pid, _ in slices}:
        runs = sorted((a, b) for lane, found in slices.items() if lane[0] == pid
                      for a, b, name in found if name == "runs")
        for one, other in zip(runs, runs[1:]):
            need(one[1] <= other[0], f"two turns at one time: {one} {other}")
