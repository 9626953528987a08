"""Format and warnings of the sources."""
import os

import tree

CHECKS = tree.Checks()


@CHECKS("every C file has the project's format")
def formatted():
    def one(name):
        if tree.complaint(["clang-format", "--dry-run", "-Werror", name]):
            yield f"{name}: run make format"
    return tree.in_parallel(one, tree.having(".c", ".h"))


@CHECKS("every C file is compiled by some rule")
def compiled():
    known = tree.commands()
    return [name for name in tree.having(".c", ".cc", ".cpp") if name not in known]


def syntax(compilers, extra, items):
    def one(item):
        name, words = item
        plus = name.endswith((".cc", ".cpp"))
        return tree.complaint([compilers[plus], *tree.flags(words), *extra, "-fsyntax-only", name],
                              only="error: ")
    return tree.in_parallel(one, sorted(items))


@CHECKS("gcc has no warning")
def gcc():
    # What make itself compiles with -Werror has been through this already.
    return syntax(("gcc", "g++"), ["-Werror"],
                  [item for item in tree.commands().items() if "-Werror" not in item[1]])


@CHECKS("clang has no warning")
def clang():
    # -Wno-...: options that only gcc knows are no fault of the source.
    return syntax(("clang", "clang++"), ["-Werror", "-Wno-unknown-warning-option",
                                         "-Wno-ignored-optimization-argument",
                                         "-Wno-unused-command-line-argument"],
                  tree.commands().items())


def tidy_over(folders, *options):
    def one(item):
        name, words = item
        return tree.complaint(["clang-tidy", "--quiet", *options, name, "--",
                               *tree.flags(words, keep_warnings=False),
                               "-Wno-ignored-optimization-argument"], only=" error: ")
    return tree.in_parallel(one, [i for i in sorted(tree.commands().items())
                                  if i[0].startswith(folders)])


@CHECKS("clang-tidy has nothing to say")
def tidy():
    return tidy_over(("runtime/", "shim/", "harness/", "reports/"))


if os.environ.get("FULL"):
    @CHECKS("clang's analyzer finds no path that goes wrong")
    def analyzer():
        # Not over the shim: the analyzer does not see what its bare system calls write.
        return tidy_over(("runtime/", "harness/", "reports/"),
                         "--checks=-*,clang-analyzer-core.*,clang-analyzer-deadcode.*,clang-analyzer-unix.*")


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
