/* trace.c: what is printed when the process dies of a panic or a fatal error. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <gnu/libc-version.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>
#include <unwind.h>

#include "g.h"

enum { MAX_FRAMES = 64, STATUS = 2 };

void go_dying(void) {
    static int dying;
    while (__atomic_exchange_n(&dying, 1, __ATOMIC_RELAXED) != 0) {
        if (go_probe_table)
            _exit(STATUS); /* the process has ended already: nobody is let on beside a panic */
        pause();
    }
}

void go_print(const char *format, ...) {
    char text[1024];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (length >= (int)sizeof text)
        length = sizeof text - 1;
    for (int done = 0; done < length;) {
        ssize_t n = write(STDERR_FILENO, text + done, (size_t)(length - done));
        if (n <= 0)
            return;
        done += (int)n;
    }
}

/* Only stdout, and only if nobody is inside: waiting for a stream could take for ever. */
void go_die(void) {
    if (ftrylockfile(stdout) == 0)
        fflush_unlocked(stdout);
    _exit(STATUS);
}

const char *go_waiting_text(enum go_waiting why) {
    switch (why) {
    case GO_RUNNING:
        return "running";
    case GO_WAIT_SEND:
        return "chan send";
    case GO_WAIT_RECV:
        return "chan receive";
    case GO_WAIT_SELECT:
        return "select";
    case GO_WAIT_NIL_SEND:
        return "chan send (nil chan)";
    case GO_WAIT_NIL_RECV:
        return "chan receive (nil chan)";
    case GO_WAIT_SELECT_NONE:
        return "select (no cases)";
    case GO_WAIT_MUTEX:
        return "sync.Mutex.Lock";
    case GO_WAIT_RLOCK:
        return "sync.RWMutex.RLock";
    case GO_WAIT_WLOCK:
        return "sync.RWMutex.Lock";
    case GO_WAIT_COND:
        return "sync.Cond.Wait";
    case GO_WAIT_WAITGROUP:
        return "sync.WaitGroup.Wait";
    case GO_WAIT_ONCE:
        return "sync.Mutex.Lock"; /* what a Once waits with in Go */
    case GO_WAIT_SLEEP:
        return "sleep";
    }
    return "?";
}

struct frames {
    const void *libc, *scheduler; /* modules whose frames say nothing of the program */
    int count;
};

static const void *module_of(const void *at) {
    Dl_info in;
    return at != NULL && dladdr(at, &in) != 0 ? in.dli_fbase : NULL;
}

static _Unwind_Reason_Code frame(struct _Unwind_Context *context, void *arg) {
    struct frames *f = arg;
    const char *at = (const char *)_Unwind_GetIP(context) - 1;
    Dl_info in;
    if (at >= __start_detgo_text && at < __stop_detgo_text)
        return _URC_NO_REASON;
    if (dladdr(at, &in) == 0 || in.dli_fbase == f->libc || in.dli_fbase == f->scheduler)
        return _URC_NO_REASON;
    if (in.dli_sname != NULL)
        go_print("%s(...)\n", in.dli_sname);
    go_print("\t%s+0x%" PRIxPTR "\n", in.dli_fname, (uintptr_t)(at - (const char *)in.dli_fbase));
    return ++f->count < MAX_FRAMES ? _URC_NO_REASON : _URC_END_OF_STACK;
}

static void created(const struct go_g *g) {
    if (!g->started_here)
        return;
    go_print("created by %s in goroutine %" PRIu64 "\n", g->function, g->creator);
    if (g->file != NULL)
        go_print("\t%s:%d\n", g->file, g->line);
}

void go_trace_self(void) {
    const struct go_g *g = go_self();
    struct frames f = {module_of(gnu_get_libc_version()), module_of(go_probe_table), 0};
    go_print("\ngoroutine %" PRIu64 " [running]:\n", g->id);
    _Unwind_Backtrace(frame, &f);
    created(g);
}

void go_trace_other(const struct go_g *g) {
    uint32_t why = __atomic_load_n(&g->why, __ATOMIC_RELAXED);
    go_print("\ngoroutine %" PRIu64 " [%s]:\n%s(...)\n", g->id, go_waiting_text(why), go_g_name(g));
    created(g);
}
