"""Slurm and GNU parallel, started for real on this machine: one shard is killed in the middle and goes on."""
import os
import random
import select
import shutil
import signal
import socket
import subprocess
import time

from parts import BUILD, ENV, FULL, ROOT, TOOL, Campaign, program, run, seeds

SHARDS = 8
SEEDS = 10000 if FULL else 2000
LIMIT = 240  # seconds after which a batch system that hangs is given up

SLURM_CONF = """
ClusterName=shard
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ctld}
SlurmdPort={slurmd}
AuthType=auth/munge
AuthInfo=socket={dir}/munge.socket
CryptoType=crypto/munge
SlurmUser={user}
SlurmdUser={user}
StateSaveLocation={dir}/state
SlurmdSpoolDir={dir}/spool
SlurmctldPidFile={dir}/slurmctld.pid
SlurmdPidFile={dir}/slurmd.pid
SlurmctldLogFile={dir}/slurmctld.log
SlurmdLogFile={dir}/slurmd.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
SwitchType=switch/none
MailProg=/bin/true
ReturnToService=2
JobRequeue=1
SchedulerParameters=sched_min_interval=0,batch_sched_delay=0,sched_interval=1,bf_interval=1
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} State=UNKNOWN
PartitionName=all Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


def free_ports(count):
    held = [socket.socket() for _ in range(count)]
    for one in held:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def until(condition, children=()):
    """Waits for CONDITION; false if it does not come, or one of CHILDREN ends."""
    end = time.monotonic() + LIMIT
    while not condition():
        if time.monotonic() > end or any(child.poll() is not None for child in children):
            return False
        select.select([], [], [], 0.05)
    return True


class Slurm:
    """A cluster of one node, with keys, state and ports of its own; its daemons are our children."""

    def __init__(self, folder):
        self.dir, self.children = folder, []
        for name in ("state", "spool"):
            os.makedirs(os.path.join(folder, name))
        self.conf = os.path.join(folder, "slurm.conf")
        self.env = dict(ENV, SLURM_CONF=self.conf, PATH=os.path.join(BUILD, "bin") + ":" +
                        ENV.get("PATH", "/usr/bin") + ":/usr/sbin:/sbin")
        ctld, slurmd = free_ports(2)
        with open(self.conf, "w", encoding="utf-8") as file:
            file.write(SLURM_CONF.format(host=socket.gethostname().split(".")[0], dir=folder, ctld=ctld,
                                         slurmd=slurmd, cpus=os.cpu_count(), user="root"))
        key = os.path.join(folder, "munge.key")
        with open(key, "wb") as file:
            file.write(os.urandom(1024))
        os.chmod(key, 0o400)

    def daemon(self, *words):
        log = open(os.path.join(self.dir, words[0] + ".said"), "wb")  # pylint: disable=consider-using-with
        child = subprocess.Popen(words, env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                 start_new_session=True)
        log.close()
        self.children.append(child)

    def start(self):
        at = lambda name: os.path.join(self.dir, name)  # noqa: E731
        self.daemon("munged", "--foreground", "--force", f"--key-file={at('munge.key')}",
                    f"--socket={at('munge.socket')}", f"--pid-file={at('munged.pid')}",
                    f"--seed-file={at('munge.seed')}", f"--log-file={at('munged.log')}")
        if not until(lambda: os.path.exists(at("munge.socket")), self.children):
            return False
        self.daemon("slurmctld", "-D", "-f", self.conf)
        self.daemon("slurmd", "-D", "-f", self.conf)
        return until(lambda: "idle" in run(["sinfo", "-h", "-o", "%T"], env=self.env)[1], self.children)

    def hurry(self):
        """A task that is queued again need not wait for two minutes, as it does by itself."""
        for line in run(["squeue", "-h", "-t", "PD", "-o", "%A %r"], env=self.env)[1].splitlines():
            if line.endswith(" BeginTime"):
                run(["scontrol", "update", f"jobid={line.split()[0]}", "starttime=now"], env=self.env)

    def stop(self):
        for child in reversed(self.children):
            child.send_signal(signal.SIGTERM)
            try:
                child.wait(20)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    def said(self):
        words = ""
        for name in ("slurmctld.log", "slurmd.log", "munged.said", "slurmctld.said", "slurmd.said"):
            path = os.path.join(self.dir, name)
            if os.path.exists(path):
                with open(path, encoding="utf-8", errors="replace") as file:
                    words += "".join(file.readlines()[-5:])
        return words


def playing(out):
    """The process that holds the result directory, as its lock file says."""
    try:
        with open(os.path.join(out, "lock"), encoding="utf-8") as file:
            pid = int(file.read().split()[1])
        with open(f"/proc/{pid}/cmdline", encoding="utf-8") as file:
            return pid if out in file.read().split("\0") else 0
    except (OSError, IndexError, ValueError):
        return 0


def kill_one(out):
    """Ends that campaign as kill -9 does, once it has kept some seeds."""
    def far_enough():
        path = os.path.join(out, "results.jsonl")
        return os.path.exists(path) and os.path.getsize(path) > 4000 and playing(out)
    if not until(far_enough):
        return False
    os.kill(playing(out), signal.SIGKILL)
    return True


def whole(folder):
    """The campaign that was not shared out, with the options that the recipes have, and the same name."""
    c = Campaign(folder, [program("quick")], [])
    c.options = ["-q", "--seeds", str(SEEDS)]
    path = os.path.dirname(TOOL) + ":" + ENV.get("PATH", "/usr/bin")
    return c, run(c.command("whole"), env=dict(ENV, PATH=path))[0]


def slurm(tap, c, status, folder):
    cluster = Slurm(os.path.join(folder, "cluster"))
    results = c.path("slurm")
    victim = random.Random(3).randrange(SHARDS)
    try:
        if not tap(cluster.start(), "slurmctld and slurmd run", cluster.said()):
            return
        array = subprocess.Popen(
            ["sbatch", "--wait", f"--array=0-{SHARDS - 1}", f"--output={folder}/slurm-%a.out",
             os.path.join(ROOT, "contrib/slurm/detsched.sbatch"), results, f"0..{SEEDS}", *c.words],
            env=cluster.env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        killed = kill_one(os.path.join(results, str(victim)))
        if not until(lambda: cluster.hurry() or array.poll() is not None):
            array.kill()
        array.wait()
        said = run(["squeue"], env=cluster.env)[1] + cluster.said()
        with open(f"{folder}/slurm-{victim}.out", encoding="utf-8") as file:
            told = file.read()
        tap(killed and told.count("from SLURM_ARRAY_TASK_ID") == 2,
            f"Slurm queues the killed shard {victim} again", told + said)
    finally:
        cluster.stop()
    compare(tap, c, status, "slurm", f"Slurm: {SEEDS} seeds over {SHARDS} shards, one killed, are the whole")


def compare(tap, c, status, name, words):
    parts = [os.path.join(name, part) for part in sorted(os.listdir(c.path(name)))]
    got, _, said = c.merge("merged", *parts)
    tap(got == status and len(seeds(c.path("merged"))) == SEEDS and not c.differences("merged"), words,
        f"status {got}\n{said}{c.differences('merged')}")
    c.drop("merged")


def parallel(tap, c, status):
    results = c.path("parallel")
    script = os.path.join(ROOT, "contrib/parallel/detsched-parallel")
    env = dict(ENV, PATH=os.path.dirname(TOOL) + ":" + ENV.get("PATH", "/usr/bin"), PARALLEL_HOME=c.folder)
    words = [script, str(SHARDS), results, f"0..{SEEDS}", *c.words]
    first = subprocess.Popen(words, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
    killed = kill_one(os.path.join(results, "3"))
    got = first.wait(LIMIT)
    with open(os.path.join(results, "joblog"), encoding="utf-8") as file:
        log = file.read()
    tap(killed and got not in (0, status) and "\t9\t" in log or got == 3, "GNU parallel says that a shard was killed",
        f"status {got}\n{log}")
    again, _, said = run(words, env=env)
    tap(again == status, "the same line again goes on with what is missing", f"status {again}\n{said}")
    os.remove(os.path.join(results, "joblog"))
    shutil.rmtree(os.path.join(results, "all"))
    compare(tap, c, status, "parallel",
            f"GNU parallel: {SEEDS} seeds over {SHARDS} shards, one killed, are the whole")


def check(tap, folder):
    c, status = whole(os.path.join(folder, "batch"))
    parallel(tap, c, status)
    slurm(tap, c, status, folder)
