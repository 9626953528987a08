"""Programs of the catalogue, built for race detection in the ways that projects build theirs."""

import os
import pathlib
import subprocess

BUILD = pathlib.Path(os.environ.get("B") or "build")
COMPILERS = {"gcc": ("gcc", "g++"), "clang": ("clang", "clang++")}
COMMON = ["-g", "-fno-omit-frame-pointer", "-fsanitize=thread", "-pthread"]
# As scenarios/rules.mk: an inlined function cannot be named.
NAMED = {"gcc": ["-fno-inline-small-functions", "-fno-optimize-sibling-calls", "-Wno-tsan"],
         "clang": ["-fno-inline", "-fno-optimize-sibling-calls", "-shared-libsan"]}
GO = ["-fexceptions"]


class Build:
    """One way to build: a compiler, its optimisation, position independence, further options."""

    def __init__(self, compiler, level, pie=True, extra=(), label=""):
        self.compiler, self.level, self.pie, self.extra = compiler, level, pie, list(extra)
        self.tag = "-".join([compiler, level] + ([] if pie else ["nopie"]) + ([label] if label else []))

    def flags(self, source):
        out = ["-" + self.level] + COMMON + NAMED[self.compiler]
        out += ["-fPIE", "-pie"] if self.pie else ["-fno-pie", "-no-pie"]
        out += ["-std=gnu++20"] if source.suffix == ".cpp" else ["-std=gnu11"]
        return out + self.extra

    def libraries(self, source):
        beside = (BUILD / "scenarios" / "races").resolve()
        out = ["-L%s" % beside, "-Wl,--as-needed", "-lparcel", "-Wl,-rpath,%s" % beside]
        if with_goroutines(source):
            out = [str(BUILD / "lib" / "libdetgo.a")] + out
        return out

    def command(self, source, program):
        compiler = COMPILERS[self.compiler][source.suffix == ".cpp"]
        go = GO + ["-Iruntime/go"] if with_goroutines(source) else []
        return ([compiler] + self.flags(source) + go + [str(source), "-o", str(program)]
                + self.libraries(source))

    def make(self, source):
        """The program, built if it is not there or too old; raises RuntimeError."""
        program = BUILD / "verdicts" / self.tag / source.parent.name / source.stem
        if program.exists() and program.stat().st_mtime > source.stat().st_mtime:
            return program
        program.parent.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(self.command(source, program), stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False)
        if done.returncode:
            raise RuntimeError("%s: %s" % (self.tag, done.stdout.decode("utf-8", "replace")[-400:]))
        return program


def with_goroutines(source):
    return source.name.startswith("go_") or source.parent.name in ("patterns", "mistakes")
