#!/usr/bin/python3
"""Runs PROGRAM with LIBRARY preloaded and COUNT values of DETSCHED: none of them may change it.

    variable.py LIBRARY PROGRAM COUNT
"""
import os
import random
import subprocess
import sys
import tempfile

FIXED = [b"", b":", b"0", b"0:", b":0", b"-1:-1", b"99999999999999999999:3", b"3:-99999999999999999999",
         b" 3:4", b"+3:4", b"3:4:5", b"3;4", b"0x3:4", b"3:4 ", b"a" * 100000, b"3:\xff", b"%s:%n",
         b"2147483648:0", b"-2147483649:0", b"1:2", b"0:0"]


def values(count, descriptors):
    rng = random.Random(1)
    for number in range(count):
        if number < len(FIXED):
            yield FIXED[number]
        else:
            text = f"{rng.choice([*descriptors, -1, 0, rng.randrange(2**33)])}:{rng.randrange(-2, 9)}"
            data = bytearray(text.encode())
            for _ in range(rng.randrange(3)):
                data[rng.randrange(len(data))] = rng.randrange(1, 256)
            yield bytes(data)


def main():
    library, program, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    # What a descriptor may turn out to be: noise as long as a region, a device, a folder, a pipe's end.
    noise = tempfile.TemporaryFile()
    noise.write(random.Random(2).randbytes(1 << 16))
    noise.truncate(1 << 26)
    ends = os.pipe()
    descriptors = [noise.fileno(), os.open(os.devnull, os.O_RDWR), os.open("/", os.O_RDONLY), ends[0]]
    bad = 0
    for value in values(count, descriptors):
        ran = subprocess.run([program], env={b"LD_PRELOAD": library.encode(), b"DETSCHED": value},
                             stdin=subprocess.DEVNULL, capture_output=True, pass_fds=descriptors,
                             check=False, timeout=60)
        if (ran.returncode, ran.stdout, ran.stderr) != (0, b"36\n", b""):
            bad += 1
            print(f"DETSCHED={value[:80]!r}: status {ran.returncode}, {ran.stdout[:80]!r}, "
                  f"{ran.stderr[:200]!r}")
            print(f"reproduce: env DETSCHED=VALUE LD_PRELOAD={library} {program}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
