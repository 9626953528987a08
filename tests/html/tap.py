"""TAP lines for tests that are Python functions."""
import traceback


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def test(self, name):
        def run(check):
            self.count += 1
            try:
                check()
                print(f"ok {self.count} - {name}", flush=True)
            except Exception as error:  # a failure of any kind is one failed test
                self.failed += 1
                print(f"not ok {self.count} - {name}", flush=True)
                for line in f"{type(error).__name__}: {error}".splitlines()[:20]:
                    print("#", line)
                for line in traceback.format_exc().splitlines()[-6:]:
                    print("#", line)
            return check
        return run

    def end(self):
        print(f"1..{self.count}")
        return 1 if self.failed else 0


def need(condition, words):
    if not condition:
        raise AssertionError(words)


def same(got, wanted, words):
    need(got == wanted, f"{words}: {got!r}, not {wanted!r}")
