#!/usr/bin/python3
"""Writes the seed corpora: corpus.py FOLDER makes FOLDER/TARGET/NAME, always the same bytes."""
import os
import random
import struct
import sys
import zlib

DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"


def varint(value):
    out = bytearray()
    while value >= 128:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def fields(seed, strategy=1, depth=0, mask=0, extra=()):
    """A token's bytes without its checksum: numbers, then program, fingerprint and trace."""
    numbers = [strategy, depth, seed, 0, 12, 3, mask, *extra]
    return b"".join(map(varint, numbers)) + struct.pack("<III", 1, 2, 3)


def token(body):
    data = body + struct.pack("<I", zlib.crc32(body))
    bits = "".join(f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % 5)
    return "ds1-" + "".join(DIGITS[int(bits[i:i + 5], 2)] for i in range(0, len(bits), 5))


BODIES = [fields(0), fields(7, 2, 3), fields(2**64 - 1, 3), fields(5, 1, 0, 1, [5000]),
          fields(5, 1, 0, 63, [1, 2, 3, 4, 5, 6]), fields(5, 1, 0, 32, [100]),
          fields(5, 1, 0, 2, [2**62]),  # a longer drain than the engine takes
          fields(5, 1, 0, 64, [3]),     # --preempt=all
          fields(5, 1, 0, 128, [3, 2, 0, 2, 4660, 7, 3735928559, 1, 64]),  # three sites in two modules
          fields(5, 1, 0, 128, [2, 1, 0, 2, 4660, 0])]  # one of them twice


def tokens():
    yield from (b"\1" + body for body in BODIES)
    yield from (b"\0" + token(body).encode() for body in BODIES)
    yield from (b"\0ds2-" + b"0" * 40, b"\0ds1-", b"\0ds", b"\0", b"\0" + b"ds1-" + b"z" * 400)


def command_lines():
    for words in ("--seeds 10..20\n-j\n2\n--\nprog", "--seeds=0..18446744073709551615", "--seeds\n5",
                  "--strategy=pct:3\n--steps=1000", "--strategy\nrandom\n-qv", "--drain 10s",
                  "--drain=1.5s\n--patience=250ms\n--sleep-patience=3h", "--report=json:out.json",
                  "--report=text\n--report=dot:x", "--realtime=1700000000\n--spurious=3",
                  "--fail-on=warning\n--leaks=error\n--isolation=exec\n--carrier=thread",
                  "9223372036854775807\n18446744073709551616\n1.000000001s\n0.5ns\n2562047h",
                  "--confirm=3\n--max-fail=2\n--max-time=5m\n--wall=2s\n--busy=0\n--out=x\n-vvv"):
        yield from (bytes([command]) + words.encode() for command in (0, 1))


def json_files():
    good = token(BODIES[0]).encode()
    yield b'{"schema":"detsched-replay-1","token":"' + good + b'","fingerprint":"00"}'
    yield (b'{"severity":"error","kind":"deadlock","subkind":"","seed":"3","count":"4",'
           b'"title":"words \\u001b and more"}')
    yield from (b'{"token":7,"count":12,"title":[]}', b"[[[[", b"", b"\xff\xfe", good,
                b'{"token":"\\ud800"}', b"[" * 3000, b'{"token":"a","token":"ds1-"}', b"1e999999")


def edits(rng, header, count):
    """Edits as fuzz.h describes them, behind a header."""
    body = bytearray(header)
    for _ in range(count):
        body += bytes([rng.randrange(32), rng.randrange(64)])
        body += struct.pack("<HH", rng.randrange(4096), rng.choice([0, 1, 7, 255, 4096, 65535]))
    return bytes(body)


def programs(rng):
    yield from (b"\0#!/bin/sh\necho", b"\0\x7fELF", b"\0\x7fELF\2\1\1" + b"\0" * 57, b"\0text")
    for size in (16, 64, 120, 800, 5000, 14000):
        yield b"\2" + struct.pack("<H", size)
    yield from (edits(rng, b"\1\0\0", n % 5) for n in range(40))


def regions(rng):
    yield from (bytes([run]) for run in range(6))
    yield b"\0\7\10\0\0\0\0"  # the greatest number of points there is
    for run in range(6):
        yield from (edits(rng, bytes([run]), 1 + n % 3) for n in range(12))


def choices(rng):
    for head in range(0, 64, 5):
        yield bytes([head]) + bytes(rng.choice([0, 0, 0, 2, 2, 4, 3, 129]) for _ in range(30))


def names():
    yield from (b"plain", b"", b"it's", b"\x1b[31m", b"a\nb\tc", b"\xc3\xa9\xe2\x80\xae\xff\xc0\x80",
                b'<b>"&amp;\\N\\"', b"<<i>x</i>>", b"\xed\xa0\x80\xf4\x90\x80\x80", b"a\\", b"$(x)`y`",
                b"]};digraph{a->b", b"\xc2\x9b31m", b"%s%n", b"--flag", b"~root", b"=x")


def kept(rng):
    """Models as they are stored, edited (four bytes an edit, see read.c), and texts."""
    for model in range(16):
        yield bytes([model])+ bytes(1)
        for _ in range(3):
            yield bytes([model]) + bytes(rng.randrange(256) for _ in range(4 * rng.randrange(1, 6)))
    yield from (b"\xff" + text for text in (b"{}", b"[]", b'{"schema":"detsched/finding/2"}', b"[" * 3000,
                                            b'{"schema":"detsched/stored/1","findings":[]}', b"\xff\xfe"))


def results():
    """Records of results.jsonl, and shards."""
    word = b'"00000000000000aa"'
    seed = (b'{"competed":2,"lines":W,"output":W,"points":9,"schedule":W,"seed":"7","strategy":"pos","tasks":2,'
            b'"trace":W,"wait_status":0')
    begin = b'{"begin":"campaign","program":"p","argv":["p"],"isolation":"fork","carrier":"fiber","races":"","profile":W,'
    for text in (seed + b"}", seed + b',"limits":3,"hits":[{"fingerprint":W,"kind":"deadlock","trace":W,"where":""}],'
                 b'"notes":[{"note":"n","undecided":true}]}', begin + b'"suppressions":[],"predictions":[]}',
                 begin + b'"suppressions":[{"text":"t","file":"f","line":1}],"predictions":[{"steps":[[W,W,W],[W,W,W]],'
                 b'"seed":"1","runs":1,"apart":false,"aim":1}]}',
                 b'{"finding":W,"seed":"1","as":W,"explanation":5,"related":0,"reached":[[W,W]]}',
                 b'{"prediction":0,"variants":[{"fingerprint":W,"places":W,"seed":"1","count":2,"suppressed":0}]}',
                 b"3/8", b"1/1", b"0/0"):
        yield text.replace(b"W", word)


def suppressions():
    for name, text in (("main", b"race:main\n# words\n\nrace_top:^ma*n$\ndeadlock: x\n"),
                       ("Bank::transfer", b"called_from_lib:libz.so\r\nthread:*\nmutex:a\nsignal:$"),
                       ("a", b"goroutine-leak/blocked:b*c\ndata-race:^a$\nuse-after-free:a*$"),
                       ("libfoo.so", b"misuse/unlocked:x"), ("", b"race:"), ("", b"race"),
                       ("x", b"leak:x"), ("x", b"nondeterminism:x"), ("x", b"race:\0x"),
                       ("aab", b"race:a*ab$\nrace:^a*b\nrace:$\nrace:^\nrace:^*\nrace:b$c")):
        yield bytes([len(name)]) + name.encode() + text


def main():
    rng = random.Random(1)
    corpora = {"token": tokens(), "options": command_lines(), "files": json_files(),
               "program": programs(rng), "symbols": programs(rng), "region": regions(rng),
               "choices": choices(rng), "escape": names(), "store": names(), "results": results(),
               "suppress": suppressions(), "read": kept(rng)}
    for target, inputs in corpora.items():
        folder = os.path.join(sys.argv[1], target)
        os.makedirs(folder, exist_ok=True)
        for number, data in enumerate(inputs):
            with open(os.path.join(folder, f"{number:03}"), "wb") as out:
                out.write(data)


if __name__ == "__main__":
    main()
