"""Format and warnings of the sources."""
import tree

CHECKS = tree.Checks()


@CHECKS("every C file has the project's format")
def formatted():
    for name in tree.having(".c", ".h"):
        if tree.complaint(["clang-format", "--dry-run", "-Werror", name]):
            yield f"{name}: run make format"


@CHECKS("every C file is compiled by some rule")
def compiled():
    known = tree.commands()
    return [name for name in tree.having(".c", ".cc", ".cpp") if name not in known]


def syntax(compilers, extra):
    def one(item):
        name, words = item
        plus = name.endswith((".cc", ".cpp"))
        return tree.complaint([compilers[plus], *tree.flags(words), *extra, "-fsyntax-only", name])
    return tree.in_parallel(one, sorted(tree.commands().items()))


@CHECKS("gcc has no warning")
def gcc():
    return syntax(("gcc", "g++"), ["-Werror"])


@CHECKS("clang has no warning")
def clang():
    # -Wno-...: options that only gcc knows are no fault of the source.
    return syntax(("clang", "clang++"), ["-Werror", "-Wno-unknown-warning-option",
                                         "-Wno-ignored-optimization-argument",
                                         "-Wno-unused-command-line-argument"])


@CHECKS("clang-tidy has nothing to say")
def tidy():
    def one(item):
        name, words = item
        return tree.complaint(["clang-tidy", "--quiet", name, "--",
                               *tree.flags(words, keep_warnings=False),
                               "-Wno-ignored-optimization-argument"])
    ours = ("runtime/", "shim/", "harness/", "reports/")
    return tree.in_parallel(one, [i for i in sorted(tree.commands().items()) if i[0].startswith(ours)])


@CHECKS("shellcheck has nothing to say")
def shell():
    return tree.in_parallel(lambda name: tree.complaint(["shellcheck", "-x", name]),
                            tree.shell_scripts())


@CHECKS("every Python file compiles")
def python():
    for name in tree.python_scripts():
        try:
            compile(tree.text(name), name, "exec")
        except SyntaxError as error:
            yield f"{name}: {error}"
