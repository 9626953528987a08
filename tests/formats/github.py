"""A decoder of workflow commands that does what GitHub's runner does with the lines of a log."""
import re

from tap import need

COMMAND = re.compile(r"::([A-Za-z-]+)(?: (.*?))?::(.*)$", re.DOTALL)
LEVELS = ("notice", "warning", "error")


def decoded(text, more=()):
    for code, mark in (("%0D", "\r"), ("%0A", "\n"), *more, ("%25", "%")):
        text = text.replace(code, mark)
    return text


def read(log):
    """(commands as (name, properties, message), lines that are none). Fails for what is neither."""
    commands, lines, stop = [], [], None
    for line in log.decode("utf-8").split("\n")[:-1]:
        need("\r" not in line, f"a carriage return: {line!r}")
        if stop is not None:
            stop = None if line.strip() == f"::{stop}::" else stop
            lines.append(line)
            continue
        if not line.lstrip().startswith("::"):
            need("##[" not in line, f"a command of the old form: {line!r}")
            lines.append(line)
            continue
        name, given, message = COMMAND.match(line.lstrip()).groups()
        if name == "stop-commands":
            stop = message
            continue
        need(name in LEVELS, f"command {name}")
        need(not re.search("%(?!25|0A|0D)", message), f"a bare percent sign: {message!r}")
        values = {}
        for part in (given or "").split(","):
            key, mark, value = part.partition("=")
            need(mark and key in ("file", "line", "title") and key not in values, f"property {part!r}")
            need(not re.search("%(?!25|0A|0D|3A|2C)|:", value), f"a bare mark: {value!r}")
            values[key] = decoded(value, (("%3A", ":"), ("%2C", ",")))
        need("title" in values and ("file" in values) == ("line" in values), values)
        need(values.get("line", "1").isdigit(), values)
        commands.append((name, values, decoded(message)))
    need(stop is None, "a stop without an end")
    return commands, lines
