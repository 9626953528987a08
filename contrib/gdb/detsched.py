"""gdb's side of detsched: threads and goroutines, locks, channels, and the schedule's events.

detsched replay --gdb loads it. It may also be loaded by hand (source FILE) in a gdb that has attached to a
program which detsched runs; then there is no way back in the schedule. help detsched lists the commands.

What is told comes from the command itself (detsched --inspect), which reads the run's shared memory, so that
tasks and objects have the names that the report gives them.
"""
import os
import re
import struct
import subprocess
import tempfile
import types

import gdb
import gdb.unwinder

ABI = 7
TABLE = struct.Struct("<IIQQQIIQQII")  # struct sh_debug of shim/debug.h
POINT, RACE, END = 1, 2, 3  # enum sh_stop_why
FIBER = 0  # enum sh_vehicle
STOPS = 2  # enum ds_explain
# Where sh_fiber_switch leaves registers, from the saved stack pointer on.
SAVED = (("r15", 8), ("r14", 16), ("r13", 24), ("r12", 32), ("rbx", 40), ("rbp", 48), ("rip", 56))
SAVED_BYTES = 64


class Table:
    """What the library in the program says of itself."""

    def __init__(self):
        try:
            text = gdb.execute("with language c -- output/x (unsigned long)&detsched_gdb",
                               to_string=True)
            address = int(re.search("0x[0-9a-f]+", text).group(), 16)
            data = gdb.selected_inferior().read_memory(address, TABLE.size)
        except gdb.error:
            raise gdb.GdbError("the program does not run under detsched, or not yet") from None
        (self.abi, self.task_size, self.region, self.region_size, self.tasks, self.sp, self.vehicle,
         self.plan_stop, self.event, self.why, self.plan_explain) = TABLE.unpack(bytes(data))
        if not self.region:
            raise gdb.GdbError("detsched does not control this process, or not yet")
        if self.abi != ABI:
            raise gdb.GdbError("the program's detsched is of another version than these commands")

    def word(self, address, size):
        """An unsigned number in the program's memory."""
        return int.from_bytes(bytes(gdb.selected_inferior().read_memory(address, size)), "little")


class Session:
    """The descriptors and files that detsched replay --gdb has handed down."""

    def __init__(self):
        here = os.path.dirname(os.path.realpath(__file__))
        self.command = os.environ.get("DETSCHED_COMMAND") or os.path.normpath(
            os.path.join(here, "../../../bin/detsched"))
        numbers = [int(n) for n in os.environ.get("DETSCHED_FILES", "").split(":") if n]
        self.region, self.recorded, self.out, self.err = numbers or (None,) * 4
        self.shown = {}

    def own(self):
        return self.region is not None

    def ask(self, what, *words):
        """What detsched --inspect says, as text."""
        table = Table()
        if self.own():
            return self._run(what, f"/proc/self/fd/{self.region}", f"/proc/self/fd/{self.recorded}",
                             words, (self.region, self.recorded))
        with tempfile.NamedTemporaryFile(prefix="detsched-") as copy:
            self._copy(table, copy)
            return self._run(what, copy.name, "-", words, ())

    @staticmethod
    def _copy(table, copy):
        """The region, as a file with holes."""
        step = 1 << 20
        inferior = gdb.selected_inferior()
        copy.truncate(table.region_size)
        for at in range(0, table.region_size, step):
            data = bytes(inferior.read_memory(table.region + at, min(step, table.region_size - at)))
            if data.strip(b"\0"):
                copy.seek(at)
                copy.write(data)
        copy.flush()

    def _run(self, what, region, recorded, words, fds):
        program = gdb.current_progspace().filename or ""
        done = subprocess.run([self.command, "--inspect", what, region, recorded, program, *words],
                              stdin=subprocess.DEVNULL, capture_output=True, pass_fds=fds,
                              check=False)
        if done.returncode:
            raise gdb.GdbError(done.stderr.decode(errors="replace").strip() or "nothing was told")
        return done.stdout.decode(errors="replace")

    def output(self):
        """Shows what the program has printed since it was last asked."""
        for fd, name in ((self.out, "stdout"), (self.err, "stderr")):
            if fd is None:
                continue
            text = os.pread(fd, 1 << 20, self.shown.get(fd, 0))
            self.shown[fd] = self.shown.get(fd, 0) + len(text)
            for line in text.decode(errors="replace").splitlines():
                gdb.write(f"{name}| {line}\n")


class Elsewhere(gdb.unwinder.Unwinder):
    """Makes the frames of a fiber that does not run the callers of the selected thread's innermost one."""

    def __init__(self):
        super().__init__("detsched")
        self.sp = None
        self.thread = None

    def clear(self):
        """Back to the thread's own frames."""
        if self.sp is not None:
            self.sp = None
            gdb.execute(f"set backtrace past-main {self.past_main}")

    def choose(self, sp):
        self.sp = sp
        self.thread = gdb.selected_thread().ptid
        # The innermost frame, below which the fiber's are shown, may be main's.
        self.past_main = "on" if gdb.parameter("backtrace past-main") else "off"
        gdb.execute("set backtrace past-main on")

    def __call__(self, pending):
        thread = gdb.selected_thread()
        if self.sp is None or not thread or thread.ptid != self.thread or pending.level() != 0:
            return None
        word = gdb.lookup_type("unsigned long")
        data = bytes(gdb.selected_inferior().read_memory(self.sp, SAVED_BYTES))

        class Id:
            sp = gdb.Value(self.sp - 16).cast(word)
            pc = pending.read_register("rip")

        unwound = pending.create_unwind_info(Id)
        for name, at in SAVED:
            value = int.from_bytes(data[at:at + 8], "little")
            unwound.add_saved_register(name, gdb.Value(value).cast(word))
        unwound.add_saved_register("rsp", gdb.Value(self.sp + SAVED_BYTES).cast(word))
        return unwound


class Hold(gdb.Breakpoint):
    """Where the library holds the run; silent, for what it means is told by on_stop()."""

    reached = False

    def __init__(self):
        super().__init__("detsched_gdb_stop", internal=True)
        self.silent = True

    def stop(self):
        Hold.reached = True
        return True


session = Session()
elsewhere = Elsewhere()
holding = types.SimpleNamespace(wanted=False, set=None)


def is_library(name):
    return os.path.basename(name) == "libdetsched.so"


def inside(frame):
    """True for a frame of our library's, or of the data-race runtime's."""
    name = gdb.current_progspace().solib_name(frame.pc()) or ""
    return is_library(name) or re.match("libtsan|libclang_rt.tsan", os.path.basename(name))


def leave_library():
    """Selects the innermost frame that is not of the library: where the program stands."""
    frame = gdb.newest_frame()
    if elsewhere.sp is not None:
        frame = frame.older()
    first = frame
    while frame is not None and inside(frame):
        frame = frame.older()
    (frame or first).select()
    return frame or first


def event_line():
    for line in session.ask("events", "1").splitlines():
        if line.startswith("=>"):
            return line[2:].strip()
    return ""


def tell_stop():
    table = Table()
    leave_library()
    if table.why == END:
        gdb.write("The run is over; this is how its tasks stand.\n")
    elif table.why == RACE:
        gdb.write(f"At the second access of a race, before event {table.event}.\n")
    else:
        line = event_line()
        gdb.write(f"Before event {line or table.event}\n")
    gdb.execute("frame")


def on_stop(_event):
    elsewhere.clear()
    if session.own():
        session.output()
    if Hold.reached:
        Hold.reached = False
        tell_stop()


def on_exit(_event):
    if session.own():
        session.output()


def on_objfile(event):
    """The breakpoint waits for the library, so that nothing is said about a pending one."""
    if holding.wanted and not holding.set and is_library(event.new_objfile.filename or ""):
        holding.set = Hold()


def prepare():
    """Once: what every stop needs."""
    if not holding.wanted:
        gdb.execute("handle SIG64 nostop noprint pass", to_string=True)
    holding.wanted = True
    if not holding.set and any(is_library(f.filename or "") for f in gdb.objfiles()):
        holding.set = Hold()


def running():
    return any(thread.is_valid() for thread in gdb.selected_inferior().threads())


def again(event):
    """Plays the schedule anew, up to EVENT (None: to where the session holds)."""
    if not session.own():
        raise gdb.GdbError("only under detsched replay --gdb can the schedule be played again")
    session.shown.clear()
    confirm = gdb.parameter("confirm")
    gdb.execute("set confirm off")
    try:
        if event is not None:
            gdb.execute(f"set environment DETSCHED_STOP_AT {event}")
        gdb.execute("run")
    finally:
        gdb.execute("unset environment DETSCHED_STOP_AT")
        gdb.execute(f"set confirm {'on' if confirm else 'off'}")


def onward(table, event):
    """Lets the run go on, up to EVENT."""
    if gdb.parameter("scheduler-locking") == "on":
        raise gdb.GdbError("set scheduler-locking off first: other threads must run for the schedule "
                           "to go on")
    prepare()
    inferior = gdb.selected_inferior()
    inferior.write_memory(table.plan_stop, struct.pack("<Q", event))
    explain = table.region + table.plan_explain
    inferior.write_memory(explain, struct.pack("<I", table.word(explain, 4) | STOPS))
    gdb.execute("continue")


def number(text, initial=1):
    words = text.split()
    if not words:
        return initial
    if len(words) > 1 or not words[0].isdigit():
        raise gdb.GdbError(f"'{text}' is no number")
    return int(words[0])


def go(event):
    """To the moment before EVENT, forward or back."""
    if event < 1:
        event = 1
    if running():
        table = Table()
        if event > table.event and table.why != END:
            onward(table, event)
            return
    again(event)


class Detsched(gdb.Command):
    """The schedule of a program that runs under detsched."""

    def __init__(self):
        super().__init__("detsched", gdb.COMMAND_RUNNING, gdb.COMPLETE_NONE, True)


def command(name, help_text):
    """Makes the decorated function a command of that name."""

    def make(function):
        class Made(gdb.Command):
            __doc__ = help_text

            def __init__(self):
                super().__init__(f"detsched {name}", gdb.COMMAND_RUNNING)

            def invoke(self, argument, _from_tty):
                function(argument)

        Made()
        return function

    return make


def define():
    Detsched()

    @command("begin", "Play the schedule from its start, to where the session holds it.")
    def _(_argument):
        prepare()
        again(None)

    @command("tasks", "List threads and goroutines: what they do, wait for and hold. * runs.")
    def _(_argument):
        gdb.write(session.ask("tasks"))

    @command("locks", "List locks, conditions and counters: who has them, who waits for them.")
    def _(_argument):
        gdb.write(session.ask("locks"))

    @command("channels", "List channels: how full they are, who sends and receives.")
    def _(_argument):
        gdb.write(session.ask("channels"))

    @command("events", "detsched events [N]: the N events before and behind this moment (5).")
    def _(argument):
        gdb.write(session.ask("events", str(number(argument, 5))))

    @command("output", "Show all that the program has printed.")
    def _(_argument):
        session.shown.clear()
        session.output()

    @command("step", "detsched step [N]: go on for N events of the schedule.")
    def _(argument):
        table = Table()
        if table.why == END:
            raise gdb.GdbError("the run is over (detsched reverse-point and goto lead back)")
        onward(table, table.event + number(argument))

    @command("return", "Go on until the selected task is back in the program from the call that it is in.")
    def _(_argument):
        frame = leave_library()
        if frame.level() == 0:
            raise gdb.GdbError("it is in the program already")
        back = gdb.Breakpoint(f"*{frame.pc():#x}", internal=True, temporary=True)
        back.thread = gdb.selected_thread().num
        back.silent = True
        gdb.execute("continue")
        gdb.execute("frame")

    @command("reverse-point", "detsched reverse-point [N]: play the schedule again, up to N events "
             "before this moment.")
    def _(argument):
        again(max(1, Table().event - number(argument)))

    @command("goto", "detsched goto EVENT: to the moment before this event, forward or back.")
    def _(argument):
        go(number(argument, 0))

    @command("task", "detsched task ID: select a thread or goroutine of detsched tasks, and show where "
             "it stands.")
    def _(argument):
        select(argument.strip())


def select(name):
    """Selects the task of that name, whichever way it is carried, and shows its frames."""
    numbers, _, row = session.ask("task", name).partition("\n")
    index, tid = (int(word) for word in numbers.split())
    table = Table()
    record = table.tasks + index * table.task_size
    fiber = table.word(record + table.vehicle, 4) == FIBER
    elsewhere.clear()
    gdb.write(row)
    threads = {t.ptid[1]: t for t in gdb.selected_inferior().threads()}
    thread = threads.get(gdb.selected_inferior().pid if fiber else tid)
    if thread is None:
        raise gdb.GdbError(f"{name} has no frames: it has ended, or has not begun")
    thread.switch()
    if fiber and not row.startswith("*"):
        elsewhere.choose(table.word(record + table.sp, 8))
    gdb.invalidate_cached_frames()
    frame = leave_library()
    while frame is not None:
        if not inside(frame):
            show(frame)
        frame = frame.older()


def show(frame):
    """One line of a backtrace."""
    place = frame.find_sal()
    at = f" at {place.symtab.filename}:{place.line}" if place.symtab else ""
    library = gdb.current_progspace().solib_name(frame.pc())
    of = f" from {library}" if library and not at else ""
    gdb.write(f"#{frame.level()}  {frame.name() or '??'}{at}{of}\n")


if not getattr(gdb, "detsched_loaded", False):
    gdb.detsched_loaded = True
    define()
    gdb.unwinder.register_unwinder(None, elsewhere)
    gdb.events.stop.connect(on_stop)
    gdb.events.exited.connect(on_exit)
    gdb.events.new_objfile.connect(on_objfile)
