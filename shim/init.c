/* init.c: decides whether this process is the program under test, and takes over its main.
 *
 * In every other process (shells, wrappers, children of the program) the shim stays inert: no region
 * is mapped, every hook passes through, and nothing is written or closed.
 */
#define _GNU_SOURCE
#include "init.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture.h"
#include "carrier.h"
#include "debug.h"
#include "finish.h"
#include "preempt.h"
#include "race.h"
#include "real.h"
#include "sys.h"
#include "task.h"

int sh_call_on(int argc, char **argv, char **envp, int (*main)(int, char **, char **), void *sp);

static struct {
    bool tried;
    int socket;
    int (*main)(int, char **, char **);
} init = {.socket = -1};

/* Reads "REGION:SOCKET"; false if it is not there or is something else. */
static bool read_variable(const char *text, int *region, int *socket) {
    char *end;
    if (!text)
        return false;
    long a = strtol(text, &end, 10);
    if (end == text || *end != ':' || a < 0 || a > 1 << 20)
        return false;
    const char *second = end + 1;
    long b = strtol(second, &end, 10);
    if (end == second || *end || b < -1 || b > 1 << 20)
        return false;
    *region = (int)a;
    *socket = (int)b;
    return true;
}

/* Programs that only start others; with any_target the first process that is none of them is it. */
static bool is_wrapper(const char *path) {
    static const char *const names[] = {"sh",      "dash", "bash", "zsh",     "ksh",
                                        "busybox", "env",  "nice", "timeout", "setsid",
                                        "nohup",   "perl", "time", "make"};
    const char *base = strrchr(path, '/');
    base = base ? base + 1 : path;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(base, names[i]) == 0)
            return true;
    return false;
}

static bool is_target(const struct ds_region *r) {
    struct stat st;
    if (r->any_target) {
        char path[512];
        ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
        if (n <= 0)
            return false;
        path[n] = 0;
        return !is_wrapper(path);
    }
    return stat("/proc/self/exe", &st) == 0 && st.st_dev == r->target_dev &&
           st.st_ino == r->target_ino;
}

static struct ds_region *map_region(int fd) {
    struct stat st;
    if (fstat(fd, &st) != 0 || (size_t)st.st_size < sizeof(struct ds_region))
        return NULL;
    void *mem = sh_real(mmap)(NULL, (size_t)st.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (mem == MAP_FAILED)
        return NULL;
    struct ds_region *r = mem;
    if (r->magic == DS_ABI_MAGIC && r->size == (uint64_t)st.st_size)
        return r;
    munmap(mem, (size_t)st.st_size);
    return NULL;
}

/* True if this process is the first to say so: a second image of the same program is a child. */
static bool claim(struct ds_region *r) {
    int32_t nobody = 0;
    return __atomic_compare_exchange_n(&r->hello.pid, &nobody, (int32_t)getpid(), false,
                                       __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}

static const char *variable_in(char **envp) {
    size_t n = strlen(DS_ENV);
    for (; envp && *envp; envp++)
        if (strncmp(*envp, DS_ENV, n) == 0 && (*envp)[n] == '=')
            return *envp + n + 1;
    return NULL;
}

/* ENVP comes from the loader: getenv knows nothing yet when our constructor runs first of all. */
static void find_region(char **envp) {
    int region_fd, socket_fd;
    if (init.tried || !envp)
        return;
    init.tried = true;
    if (!read_variable(variable_in(envp), &region_fd, &socket_fd))
        return;
    struct ds_region *r = map_region(region_fd);
    if (!r)
        return;
    if (!is_target(r) || !claim(r)) {
        munmap(r, r->size);
        return;
    }
    close(region_fd);
    init.socket = socket_fd;
    r->hello.version = DS_ABI_VERSION;
    if (r->version != DS_ABI_VERSION)
        r->hello.problem = DS_HELLO_VERSION;
    sh.region = r;
    sh_modules_scan();
    sh_finish_prepare();
}

__attribute__((constructor)) static void start(int argc, char **argv, char **envp) {
    (void)argc, (void)argv;
    find_region(envp);
}

void sh_init(void) {
    find_region(environ);
}

int sh_socket(void) {
    return init.socket;
}

void sh_region_clear(void) {
    struct ds_region *r = sh.region;
    r->stage = DS_STAGE_NONE;
    r->exit_code = r->fatal_signal = r->fatal_task = r->fatal_stack = 0;
    r->fatal_addr = DS_NO_ADDR;
    r->uncontrolled_wait = r->stuck_stack = 0;
    r->out_end = r->err_end = UINT64_MAX;
    r->live = r->misuses = r->preempted = r->refused = r->adopted = r->asserted = 0;
    r->first_misuse = 0;
    r->message[0] = r->assert_text[0] = 0;
    memset(&r->panic, 0, sizeof r->panic);
    r->leaked = 0;
    r->race_count = r->race_lost = 0;
    r->race_bound[0] = 0;
    r->held = 0;
    r->stuck_calls = r->notes = 0;
    r->ask.asked = 0;
    memset(r->children, 0, sizeof r->children);
    memset(r->ends, 0, sizeof r->ends);
    r->child_ends = r->forked_tasks = r->forked_competed = 0;
    r->forked_points = r->forked_schedule = 0;
    memset(sh_task_info(0), 0, sizeof(struct ds_task_info));
    sh_capture_reset();
}

void sh_control_begin(uintptr_t entry) {
    struct ds_region *r = sh.region;
    sh.engine = (struct ds_engine *)((char *)r + r->engine_off);
    sh.current = 0;
    sh.pid = (int)sh_sys3(SYS_getpid, 0, 0, 0);
    r->running_task = 0;
    r->stage = DS_STAGE_RUNNING;
    sh_task_main_begin(entry);
    sh_sigs_begin();
    sh.controlled = true;
    sh_race_begin();
}

/* The run's main: on a stack whose position modulo a page does not depend on the environment. */
static int controlled_main(int argc, char **argv, char **envp) {
    uintptr_t sp = ((uintptr_t)__builtin_frame_address(0) - 1024) & ~(uintptr_t)4095;
    if (!sh.controlled)
        sh_control_begin(sp);
    struct sh_task *t = sh_task_at(0);
    t->exit_frame = (uintptr_t)__builtin_frame_address(0);
    sh_finish_begin();
    if (__builtin_setjmp(t->exit_jmp) == 0)
        sh_exit_program(sh_call_on(argc, argv, envp, init.main, (void *)sp));
    /* main called pthread_exit: its thread ends, the process does not. */
    sh_task_destructors();
    sh_task_end(t);
    for (;;)
        sh_park(t);
}

/* cmocka knows neither an option nor a variable for its filter; a program that sets one itself is asked
 * to do without ours by the harness. */
static void choose_test(struct ds_region *r) {
    static char name[DS_MAX_TEST_NAME];
    if (!r->cmocka_test[0])
        return;
    void *set = dlsym(RTLD_DEFAULT, "cmocka_set_test_filter");
    if (!set) {
        r->hello.problem = DS_HELLO_TEST;
        return;
    }
    memcpy(name, r->cmocka_test, sizeof name - 1);
    ((void (*)(const char *))(uintptr_t)set)(name);
}

/* Everything that has to stand before the first task; in a fork server, before its first child. */
static void prepare(void) {
    struct ds_region *r = sh.region;
    sh_depth++;
    const char *missing = sh_real_missing();
    if (missing) {
        r->hello.problem = DS_HELLO_LIBC;
        strncpy(r->hello.text, missing, sizeof r->hello.text - 1);
    }
    /* A leak check scans each thread's stack from where the thread itself stands. */
    if (dlsym(RTLD_DEFAULT, "__lsan_do_leak_check"))
        r->carrier = DS_CARRIER_THREAD;
    if (sh_tasks_reserve(r->plan.config.max_tasks) != 0 || sh_carrier_begin() != 0)
        r->hello.problem = DS_HELLO_RESOURCE;
    sh_fatal_prepare();
    sh_preempt_prepare();
    sh_modules_scan();
    int ours = sh_module_of((uintptr_t)sh_modules_scan);
    if (ours >= 0) {
        r->shim_start = r->modules[ours].start;
        r->shim_end = r->modules[ours].end;
    }
    sh_debug_prepare();
    sh_region_clear();
    sh_capture(); /* the unwinder sets itself up at its first use */
    sh_race_attach();
    choose_test(r);
    sh_sanitized();
    r->hello.carrier = r->carrier;
    r->hello.fsgsbase = sh_fsgsbase();
    sh_serve();
    sh_depth--;
}

static int our_main(int argc, char **argv, char **envp) {
    if (!sh.controlled)
        prepare();
    return controlled_main(argc, argv, envp);
}

void sh_control_early(uintptr_t entry) {
    struct ds_region *r = sh.region;
    if (r->isolation != DS_ISO_EXEC) {
        r->hello.problem = DS_HELLO_THREADS;
        return;
    }
    prepare();
    sh_control_begin(entry);
}

SH_EXPORT int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv,
                                void (*begin)(void), void (*fini)(void), void (*rtld_fini)(void),
                                void *stack_end) {
    sh_init();
    if (sh.region) {
        init.main = main;
        main = our_main;
    }
    return sh_real(__libc_start_main)(main, argc, argv, begin, fini, rtld_fini, stack_end);
}
