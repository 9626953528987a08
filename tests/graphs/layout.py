"""A graph as dot lays it out: boxes, texts and edges in points, the origin at the bottom left."""
import json
import subprocess

DOT = "/usr/bin/dot"


class Trouble(Exception):
    """dot did not take the graph, or had something to say."""


def boxes_meet(a, b, slack=0.5):
    return (a[0] < b[2] - slack and b[0] < a[2] - slack and a[1] < b[3] - slack and b[1] < a[3] - slack)


def box_inside(a, b, slack=0.5):
    return a[0] >= b[0] - slack and a[1] >= b[1] - slack and a[2] <= b[2] + slack and a[3] <= b[3] + slack


def text_boxes(thing):
    """Boxes and words of the texts that THING has. dot writes a width, and a place by its alignment."""
    size = 10.0
    for op in thing.get("_ldraw_", ()):
        if op["op"] == "F":
            size = op["size"]
        if op["op"] == "T" and op["text"]:
            x, y = op["pt"]
            left = {"l": x, "c": x - op["width"] / 2, "r": x - op["width"]}[op["align"]]
            yield (left, y - size * 0.3, left + op["width"], y + size * 0.8), op["text"]


class Node:
    def __init__(self, row):
        self.name, self.attributes = row["name"], row
        x, y = (float(n) for n in row["pos"].split(","))
        w, h = float(row["width"]) * 36, float(row["height"]) * 36
        self.box = (x - w, y - h, x + w, y + h)
        self.texts = list(text_boxes(row))
        self.group = row.get("group", "")

    def is_box(self):
        return self.attributes.get("shape") != "plaintext"


class Edge:
    def __init__(self, row, nodes):
        self.tail, self.head = nodes[row["tail"]], nodes[row["head"]]
        self.attributes = row
        self.label = row.get("label", "").strip()
        self.texts = list(text_boxes(row))
        self.hidden = row.get("style") == "invis"
        self.style = (row.get("style"), row.get("arrowtail" if row.get("dir") == "back" else "arrowhead"))


class Graph:
    def __init__(self, text):
        done = subprocess.run([DOT, "-Tjson"], input=text, capture_output=True, timeout=120, check=False)
        if done.returncode or done.stderr:
            raise Trouble(f"status {done.returncode}: {done.stderr.decode(errors='replace')[:300]}")
        whole = json.loads(done.stdout.decode())
        rows = whole.get("objects", [])
        self.box = tuple(float(n) for n in whole["bb"].split(","))
        by_id = {row["_gvid"]: Node(row) for row in rows if "pos" in row}
        self.nodes = {node.name: node for node in by_id.values()}
        self.edges = [Edge(row, by_id) for row in whole.get("edges", [])]
        self.texts = list(text_boxes(whole))
        self.source = text

    def faults(self):
        """What the eye would stumble over."""
        nodes = list(self.nodes.values())
        for i, a in enumerate(nodes):
            if not box_inside(a.box, self.box, 1):
                yield f"{a.name} is outside the picture"
            for b in nodes[i + 1:]:
                if boxes_meet(a.box, b.box):
                    yield f"{a.name} and {b.name} overlap"
            for box, text in a.texts:
                if not box_inside(box, a.box):
                    yield f"{text!r} is outside {a.name}"
        boxed = [node for node in nodes if node.is_box()]
        for edge in self.edges:
            for box, text in edge.texts:
                if not box_inside(box, self.box, 3):
                    yield f"{text!r} is outside the picture"
                for node in boxed:
                    if boxes_meet(box, node.box, 1):
                        yield f"{text!r} covers {node.name}"
        for box, text in self.texts:
            if not box_inside(box, self.box, 3):
                yield f"the title {text!r} is outside the picture"
