"""Format and warnings of the sources."""
import os
import re
import tempfile

import tree

CHECKS = tree.Checks()
FULL = bool(os.environ.get("FULL"))


@CHECKS("every C file has the project's format")
def formatted():
    def unlike(names):
        return tree.complaint(["clang-format", "--dry-run", "-Werror", *names])

    def some(names):
        if unlike(names):
            yield from (f"{name}: run make format" for name in names if unlike([name]))
    return tree.in_parallel(some, tree.portions(tree.having(".c", ".h")))


@CHECKS("every C file is compiled by some rule")
def compiled():
    known = tree.commands()
    return [name for name in tree.having(".c", ".cc", ".cpp") if name not in known]


# Options that only gcc knows are no fault of the source.
GCC_ONLY = {"-fno-ipa-icf", "-fno-tree-loop-distribute-patterns"}


def syntax(compilers, extra, items, more=lambda name: []):
    def one(item):
        name, words = item
        plus = name.endswith((".cc", ".cpp"))
        kept = [w for w in tree.flags(words) if compilers[0] == "gcc" or w not in GCC_ONLY]
        return tree.complaint([compilers[plus], *kept, *extra, *more(name), "-fsyntax-only", name],
                              only="error: ")
    return tree.in_parallel(one, sorted(items))


@CHECKS("gcc has no warning")
def gcc():
    # What make itself compiles with -Werror has been through this already.
    return syntax(("gcc", "g++"), ["-Werror"],
                  [item for item in tree.commands().items() if "-Werror" not in item[1]])


def read_once(folder, extra):
    """{C++ file: words by which clang++ need not read the library's headers again, as gcc did}."""
    read_so, known = {}, {}
    for name, words in sorted(tree.commands().items()):
        if name.endswith((".cc", ".cpp")):
            read_so.setdefault(tuple(tree.flags(words)), []).append(name)
    for number, (words, names) in enumerate(read_so.items()):
        headers = {h for name in names for h in re.findall(r"^#include <\w+>$", tree.text(name), re.M)}
        path = os.path.join(folder, f"{number}.hpp")
        with open(path, "w", encoding="utf-8") as out:
            out.write("\n".join(sorted(headers)) + "\n")
        if len(names) > 2 and not tree.complaint(["clang++", *words, *extra, "-x", "c++-header", path,
                                                  "-o", path + ".pch"]):
            known.update((name, ["-include-pch", path + ".pch"]) for name in names)
    return known


# -Wno-...: as GCC_ONLY, where clang can be told.
CLANG_MORE = ["-Werror", "-Wno-unknown-warning-option", "-Wno-ignored-optimization-argument",
              "-Wno-unused-command-line-argument"]


@CHECKS("clang has no warning in C++")
def clang_plus():
    with tempfile.TemporaryDirectory() as folder:
        known = read_once(folder, CLANG_MORE)
        # A scenario's twins differ by the fix alone: at the CI count one of them is read.
        yield from syntax(("clang", "clang++"), CLANG_MORE,
                          [(name, words) for name, words in tree.commands().items()
                           if not name.endswith(".c") and (FULL or "_buggy." not in name)],
                          lambda name: known.get(name, []))


def tidy_over(folders, checks, keep_warnings=False, more=()):
    """Over C files; those that are read with the same words share a run: most of a small one is the start."""
    read_so = {}
    for name, words in sorted(tree.commands().items()):
        if name.startswith(folders) and name.endswith(".c"):
            words = [w for w in tree.flags(words, keep_warnings) if w not in GCC_ONLY]
            read_so.setdefault(tuple(words), []).append(name)

    def some(job):
        words, names = job
        return tree.complaint(["clang-tidy", "--quiet", *checks, *names, "--", *words, *more,
                               "-Wno-ignored-optimization-argument"], only=" error: ")
    return tree.in_parallel(some, [(words, names) for words, all_of_them in read_so.items()
                                   for names in tree.portions(all_of_them)])


@CHECKS("clang has no warning in C")
def clang():
    # With the compiler's own warnings alone it says that there is nothing to do.
    return tidy_over("", ["--checks=-*,clang-diagnostic-*,bugprone-suspicious-semicolon"],
                     keep_warnings=True, more=CLANG_MORE)


@CHECKS("clang-tidy has nothing to say")
def tidy():
    return tidy_over(("runtime/", "shim/", "harness/", "reports/"), [])


if FULL:
    @CHECKS("clang's analyzer finds no path that goes wrong")
    def analyzer():
        # Not over the shim: the analyzer does not see what its bare system calls write.
        return tidy_over(("runtime/", "harness/", "reports/"),
                         ["--checks=-*,clang-analyzer-core.*,clang-analyzer-deadcode.*,"
                          "clang-analyzer-unix.*"])


@CHECKS("shellcheck has nothing to say")
def shell():
    return tree.in_parallel(lambda name: tree.complaint(["shellcheck", "-x", "-f", "gcc", name]),
                            tree.shell_scripts())


@CHECKS("every Python file compiles")
def python():
    for name in tree.python_scripts():
        try:
            compile(tree.text(name), name, "exec")
        except SyntaxError as error:
            yield f"{name}: {error}"
