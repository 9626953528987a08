"""Names that break reports, and how the formats must show them."""
import codecs
import re

HOSTILE = {
    "nothing": b"",
    "quotes": b"\"'`",
    "a backslash at the end": b"end\\",
    "escapes of DOT": b"\\N \\G \\l \\E",
    "markup": b"<b>x</b> & &amp; &#10; &lt;",
    "a newline": b"one\ntwo\n\nthree",
    "a carriage return": b"one\r\ntwo\rthree",
    "a tab and blanks": b"  a\tb  ",
    "an escape sequence": b"\x1b]0;x\x07\x1b[31m",
    "control characters": bytes(range(1, 32)) + b"\x7f",
    "C1 controls": "\x9b31m\x85".encode(),
    "directions": "a\u202eb\u2066c\u2069\u200e\u061c".encode(),
    "a byte order mark": "\ufeffx".encode(),
    "no characters": "\ufffe\uffff\ufdd0\U0001ffff".encode(),
    "the end of CDATA": b"]]> <![CDATA[",
    "a comment": b"<!-- x --> --",
    "percent": b"100%0A%25 %",
    "a command": b"::error file=x::y",
    "the end of a stop": b"::stop-commands::x\n::x::",
    "an old command": b"##[error]x ##[group]",
    "the end of a script": b"</script><script>alert(1)</script>",
    "the end of a page": b"</details></main></body></html>",
    "invalid UTF-8": b"\xff\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80\xe2\x80",
    "characters of four bytes": "\U0001f4a5 \u00e9".encode(),
    "fences": b"``` ```` ~~~",
    "Markdown": b"# h *x* _y_ [a](b) ![c](d) | e | > f - g + h 1. i $x$ @me #1 ~z~",
    "Mermaid": b"end; a->>b: c %% {d} (e) : #35; participant",
    "marks of properties": b"a,b:c=d;e",
    "a path": b"../../x/-rf",
    "a sequence of ours": b"_x0041_ <U+202E> ^[ <FF>",
    "64 kB of a template": b"std::pair<" * 6000 + b"int" + b", int>" * 600,
}

HIDDEN = re.compile("[\x80-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufdd0-\ufdef\ufffe\uffff"
                    + "".join(chr(plane << 16 | low) for plane in range(1, 17) for low in (0xfffe, 0xffff))
                    + "]")
codecs.register_error("detsched-shown",
                      lambda e: ("".join(f"<{b:02X}>" for b in e.object[e.start:e.end]), e.end))
codecs.register_error("detsched-replaced", lambda e: ("\ufffd" * (e.end - e.start), e.end))


def seen(name, lines=False):
    """As people must see it: nothing that a terminal, a reader or XML would not take as it is."""
    text = name.decode("utf-8", "detsched-shown")
    kept = "\n\t" if lines else ""
    text = "".join(f"^{chr(ord(c) ^ 0x40)}" if (c < " " or c == "\x7f") and c not in kept else c
                   for c in text)
    return HIDDEN.sub(lambda m: f"<U+{ord(m.group()):04X}>", text)


def valid(name):
    """As JSON holds it: every character, and one replacement for each byte that is none."""
    return name.decode("utf-8", "detsched-replaced")


def shortened(text, limit):
    """As much of the seen text as a page with bounds shows: (its first characters, its last ones)."""
    data = text.encode()
    if len(data) <= limit:
        return text, text
    return data[:limit // 4].decode("utf-8", "ignore"), data[-(limit // 8):].decode("utf-8", "ignore")
