/* words.c: tests of what is said of waits on descriptors, of tasks that are not the program's, and of
 * functions that stand below namespaces or are mangled. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness/demangle.h"
#include "harness/explain.h"
#include "harness/symbolize.h"
#include "play.h"

static char self_path[PATH_MAX];

/* nested.rs */
uint64_t play_nested(uint32_t which, uint64_t more);
/* lambda.cc */
uint64_t play_lambda(void);
uint64_t play_caller(void);

__attribute__((noinline)) uint64_t play_caller(void) {
    return (uint64_t)(uintptr_t)__builtin_return_address(0);
}

struct told {
    struct hn_symbols *sy;
    struct rp_arena *arena;
    struct rp_finding f;
};

static struct told *tell(struct play *p) {
    static struct told t;
    t.sy = hn_symbols_new();
    hn_symbols_program(t.sy, self_path);
    t.arena = rp_arena_new();
    assert_true(p->found.count > 0);
    hn_explain(&p->run, &p->found, 0, t.sy, t.arena, &t.f);
    return &t;
}

static void forget(struct told *t) {
    rp_arena_free(t->arena);
    hn_symbols_free(t->sy);
}

static const struct rp_task *task_named(const struct rp_finding *f, const char *name) {
    for (size_t i = 0; i < f->task_count; i++)
        if (strcmp(f->tasks[i].name, name) == 0)
            return &f->tasks[i];
    return NULL;
}

/* What is said of a task that waits as WHAT says, on an object with this NAME. */
static void expect_wait(uint32_t what, const char *name, const char *words) {
    struct play *p =
        play_seed("mutex m\nmain: create A; join A\nA: lock m; lock m\n", DS_STRAT_ORDER, 0);
    uint32_t obj = p->found.items[0].object;
    struct ds_obj_place *place = &p->run.places[obj];
    *place = (struct ds_obj_place){.place = DS_PLACE_NAMED};
    snprintf(place->name, sizeof place->name, "%s", name);
    for (uint32_t i = 0; i < p->run.totals.tasks; i++)
        if (p->run.tasks[i].want.op == DS_OP_MUTEX_LOCK)
            p->run.tasks[i].want = (struct ds_request){.op = DS_OP_EVENT_WAIT,
                                                       .obj = name[0] ? obj : DS_NO_OBJ,
                                                       .arg = what,
                                                       .deadline = DS_NEVER};
    struct told *t = tell(p);
    const struct rp_task *a = task_named(&t->f, "A");
    assert_non_null(a);
    assert_string_equal(a->waits_for, words);
    forget(t);
    play_free(p);
}

static void descriptor_waits(void **state) {
    (void)state;
    expect_wait(DS_WAIT_READ, "pipe (fds 3, 4)", "data from pipe (fds 3, 4)");
    expect_wait(DS_WAIT_WRITE, "pipe (fds 3, 4)", "room in pipe (fds 3, 4)");
    expect_wait(DS_WAIT_READY, "epoll 5", "something to do at epoll 5");
    expect_wait(DS_WAIT_ACCEPT, "socket 3", "a connection to socket 3");
    expect_wait(DS_WAIT_CONNECT, "socket 3", "an answer at socket 3");
    expect_wait(DS_WAIT_OPEN, "FIFO `requests`", "the other end of FIFO `requests`");
    expect_wait(DS_WAIT_CHILD, "child process", "the end of a child process");
    expect_wait(DS_WAIT_READ | DS_WAIT_OUTSIDE, "socket 3", "data from socket 3");
    expect_wait(DS_WAIT_ANY, "descriptor 3", "something at descriptor 3");
    expect_wait(DS_WAIT_READY, "", "descriptors of which none is ready");
    expect_wait(77, "descriptor 3", "something at descriptor 3");
}

/* The task that serves timers has a lane in no report, and leaves everybody else in their own. */
static void daemon_left_out(void **state) {
    (void)state;
    struct play *p =
        play_seed("mutex m\nmain: create A; create B; join A; join B\nA: yield; yield\n"
                  "B: lock m; lock m\n",
                  DS_STRAT_ORDER, 0);
    struct told *t = tell(p);
    assert_int_equal(t->f.task_count, 3);
    size_t all = t->f.event_count, of_a = 0, of_b = 0, left = 0;
    for (size_t i = 0; i < all; i++) {
        of_a += strcmp(t->f.tasks[t->f.events[i].task].name, "A") == 0;
        of_b += strcmp(t->f.tasks[t->f.events[i].task].name, "B") == 0;
    }
    assert_true(of_a >= 3 && of_b >= 2);
    forget(t);
    p->run.tasks[1].daemon = 1; /* A */
    t = tell(p);
    assert_int_equal(t->f.task_count, 2);
    assert_null(task_named(&t->f, "A"));
    assert_int_equal(t->f.event_count, all - of_a);
    for (size_t i = 0; i < t->f.event_count; i++) {
        assert_true(t->f.events[i].task < t->f.task_count);
        left += strcmp(t->f.tasks[t->f.events[i].task].name, "B") == 0;
    }
    assert_int_equal(left, of_b);
    size_t waits_of_b = 0;
    for (size_t i = 0; i < t->f.wait_count; i++) {
        assert_true(t->f.waits[i].from < t->f.task_count);
        const char *who = t->f.tasks[t->f.waits[i].from].name;
        waits_of_b += strcmp(who, "B") == 0 && t->f.waits[i].to == t->f.waits[i].from;
    }
    assert_int_equal(waits_of_b, 1);
    forget(t);
    play_free(p);
}

/* Who stands still while others go round is named: neither who joins, nor who has a time-out. */
static void livelock_names_the_stuck(void **state) {
    (void)state;
    static const char *const scripts[] = {
        "mutex m\ncond c\nmain: create A; create B; join B\n"
        "A: lock m; cond-wait c m; unlock m\nB: yield; again\n",
        "mutex m\ncond c\nmain: create A; create B; join B\n"
        "A: lock m; cond-wait c m for 9999s; unlock m\nB: yield; again\n"};
    for (size_t i = 0; i < 2; i++) {
        struct play *p = play_seed(scripts[i], DS_STRAT_RANDOM, 1);
        assert_non_null(play_root(p, HN_LIVELOCK));
        struct told *t = tell(p);
        const char *more = strstr(t->f.explanation, "All that time nobody came for who waits:");
        assert_int_equal(more != NULL, i == 0);
        if (more)
            assert_non_null(strstr(more, "T1 (A) waits in site_first"));
        if (more)
            assert_non_null(strstr(more, "for a signal on c."));
        assert_null(strstr(t->f.explanation, "(main)"));
        forget(t);
        play_free(p);
    }
}

static void lambdas(void **state) {
    (void)state;
    const struct rp_frame *frames;
    struct play *p = play_empty();
    struct hn_symbols *sy = hn_symbols_new();
    hn_symbols_program(sy, self_path);
    assert_int_equal(hn_symbols_frames(sy, &p->run, play_lambda(), false, &frames), 1);
    assert_string_equal(frames[0].function, "play_lambda::{lambda}::operator()");
    assert_non_null(strstr(frames[0].file, "lambda.cc"));
    assert_int_equal(frames[0].line, 11);
    hn_symbols_free(sy);
    play_free(p);
}

static void nested_functions(void **state) {
    (void)state;
    static const char *const want[] = {"nested::bank::inner::audit", "nested::bank::Vault::open",
                                       "nested::bank::Door::pass", "nested::bank::Door::pass"};
    struct play *p = play_empty();
    struct hn_symbols *sy = hn_symbols_new();
    hn_symbols_program(sy, self_path);
    for (uint32_t i = 0; i < 4; i++) {
        const struct rp_frame *frames;
        size_t n = hn_symbols_frames(sy, &p->run, play_nested(i, 0), false, &frames);
        assert_true(n >= 1);
        assert_string_equal(frames[0].function, want[i]);
        assert_non_null(strstr(frames[0].file, "nested.rs"));
        assert_true(frames[0].line > 0);
    }
    hn_symbols_free(sy);
    play_free(p);
}

/* Compiled as libdetgo.a is. */
static inline __attribute__((always_inline)) uint64_t inlined_in_library(void) {
    return play_caller();
}
__attribute__((noinline, section("detgo_text"))) static uint64_t in_library(void) {
    uint64_t pc = inlined_in_library();
    __asm__ volatile("");
    return pc;
}

/* The functions of a stack of the addresses PC, up to a 0: "a b". Static. */
static const char *stack_of(struct play *p, struct hn_symbols *sy, const uint64_t *pc) {
    static char text[512];
    struct rp_arena *arena = rp_arena_new();
    struct ds_stack *st = &p->run.stacks[1];
    p->run.stack_count = 1;
    for (st->depth = 0; pc[st->depth]; st->depth++)
        st->pc[st->depth] = pc[st->depth];
    struct rp_stack s = hn_symbols_stack(sy, &p->run, 1, arena);
    text[0] = '\0';
    for (size_t i = 0, at = 0; i < s.count; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%s", i ? " " : "",
                               s.frames[i].function);
    rp_arena_free(arena);
    return text;
}

static void library_frames(void **state) {
    (void)state;
    enum { BELOW = 0x1000, INSIDE = 0x1234, ABOVE = 0x2000 };
    static const char *const shared[] = {"/usr/lib/libdetgo.so.1", "/usr/lib/libgcc_s.so.1"};
    struct play *p = play_empty();
    struct hn_symbols *sy = hn_symbols_new();
    uint64_t own = in_library(), first = play_pc(0), second = play_pc(1);
    hn_symbols_program(sy, self_path);
    p->run.modules[p->run.module_count++] = (struct ds_module){.start = BELOW, .end = ABOVE};
    for (size_t i = 0; i < 2; i++) {
        struct ds_module *m = &p->run.modules[1];
        snprintf(m->path, sizeof m->path, "%s", shared[i]);
#define STACK(...) stack_of(p, sy, (const uint64_t[]){__VA_ARGS__, 0})
        assert_string_equal(STACK(own, own, first), "site_first");
        assert_string_equal(STACK(second, own, first), "site_second site_first");
        /* What the library called goes with it. */
        assert_string_equal(STACK(INSIDE, own, first), "site_first");
        assert_string_equal(STACK(INSIDE, first), i == 0 ? "site_first" : "?? site_first");
        assert_string_equal(STACK(INSIDE, second, own, first),
                            i == 0 ? "site_second site_first" : "?? site_second site_first");
        /* Nobody else's. */
        assert_string_equal(STACK(own), "inlined_in_library in_library");
        assert_string_equal(STACK(INSIDE, INSIDE), "?? ??");
#undef STACK
    }
    hn_symbols_free(sy);
    play_free(p);
}

static void rust_names(void **state) {
    (void)state;
    static const struct {
        const char *symbol, *name;
        bool rust;
    } rows[] = {
        {"_ZN4bank8transfer17h0123456789abcdefE", "bank::transfer", true},
        {"_ZN53_$LT$bank..Vault$u20$as$u20$core..ops..drop..Drop$GT$4drop17h0123456789abcdefE",
         "<bank::Vault as core::ops::drop::Drop>::drop", true},
        {"_ZN4bank4main28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE",
         "bank::main::{{closure}}", true},
        {"_RNvCs1234_4bank8transfer", "bank::transfer", true},
        {"_RNvMCs1234_4bankNtB2_5Vault4open", "<bank::Vault>::open", true},
        {"_ZN4bank8transferEi", "bank::transfer", false},
        {"_ZN4bank8transfer17h01234567E", NULL, false},
        {"transfer", "transfer", false},
        {"_R", "_R", false},
        {"_ZN", "_ZN", false},
        {"", "", false},
    };
    struct rp_arena *arena = rp_arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(hn_rust_symbol(rows[i].symbol), rows[i].rust);
        if (rows[i].name)
            assert_string_equal(hn_demangle(rows[i].symbol, arena), rows[i].name);
    }
    char longest[5000] = "_ZN";
    memset(longest + 3, '9', sizeof longest - 4);
    assert_ptr_equal(hn_demangle(longest, arena), longest);
    rp_arena_free(arena);
}

static void rust_library_names(void **state) {
    (void)state;
    assert_true(hn_rust_library("std::thread::spawn"));
    assert_true(hn_rust_library("core::ops::function::FnOnce::call_once"));
    assert_true(hn_rust_library("<alloc::boxed::Box<F> as core::ops::FnOnce>::call_once"));
    assert_true(hn_rust_library("<&std::fs::File as std::io::Read>::read"));
    assert_false(hn_rust_library("bank::std::transfer"));
    assert_false(hn_rust_library("<bank::Vault as core::ops::drop::Drop>::drop"));
    assert_false(hn_rust_library("stdin"));
    assert_false(hn_rust_library(""));
}

#define ROW(name, function) \
    { name, function, NULL, NULL, NULL }

int main(void) {
    static const struct CMUnitTest tests[] = {
        ROW("a wait says what it wants from which descriptor", descriptor_waits),
        ROW("the task of the timers has no lane in the timeline", daemon_left_out),
        ROW("a livelock names who stands still all the while", livelock_names_the_stuck),
        ROW("functions below modules and types are found by address", nested_functions),
        ROW("a lambda's code is found by address, without optimization too", lambdas),
        ROW("frames of libdetgo are left out, where others stand", library_frames),
        ROW("Rust's names of both manglings are read", rust_names),
        ROW("functions of Rust's own library are known", rust_library_names),
    };
    ssize_t n = readlink("/proc/self/exe", self_path, sizeof self_path - 1);
    if (n < 0)
        return 1;
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
