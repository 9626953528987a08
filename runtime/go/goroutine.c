/* goroutine.c: the registry of goroutines: their numbers, names and count. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "g.h"

static struct {
    go_spin lock;
    struct go_g *first, **last;
    uint64_t ids;
    int count; /* those started here, and main; atomic */
} all = {.last = &all.first};

static struct go_g main_g = {.name = "main"};
static bool main_known; /* main's record is in use; set by main itself */
static __thread struct go_g *self __attribute__((tls_model("initial-exec")));
/* Drops the record of a thread that the program started itself, or of a main that ends as one. */
static pthread_key_t foreign;

struct go_g *go_g_new(size_t room) {
    return go_alloc_zero(sizeof(struct go_g) + room);
}

void go_g_add(struct go_g *g) {
    if (g->started_here || g == &main_g)
        __atomic_add_fetch(&all.count, 1, __ATOMIC_RELAXED);
    go_spin_lock(&all.lock);
    g->id = ++all.ids;
    g->link = all.last;
    *all.last = g;
    all.last = &g->next;
    go_spin_unlock(&all.lock);
}

void go_g_remove(struct go_g *g) {
    go_spin_lock(&all.lock);
    *g->link = g->next;
    if (g->next != NULL)
        g->next->link = g->link;
    else
        all.last = g->link;
    go_spin_unlock(&all.lock);
    if (g->started_here)
        __atomic_sub_fetch(&all.count, 1, __ATOMIC_RELAXED);
    while (g->spare != NULL) {
        struct go_deferred *d = g->spare;
        g->spare = d->next;
        free(d);
    }
    free(g->kept);
    free(g);
}

static void foreign_ends(void *g) {
    go_g_set_self(NULL);
    if (g == &main_g) { /* its thread stays visible */
        go_g_main_over();
        go_main_left();
    } else {
        go_g_remove(g);
        go_threads_known(-1);
    }
    if (go_running_less() && go_probe_table == NULL)
        go_asleep(NULL);
}

static void register_main(void) {
    main_known = true;
    self = &main_g;
    go_g_add(&main_g);
    pthread_setspecific(foreign, &main_g);
}

/* main is 1, if the library was there from the start. */
__attribute__((constructor(102))) static void start(void) {
    pthread_key_create(&foreign, foreign_ends);
    if (getpid() == (pid_t)syscall(SYS_gettid))
        register_main();
}

static struct go_g *adopt(void) {
    if (!main_known && getpid() == (pid_t)syscall(SYS_gettid)) {
        register_main();
        return self;
    }
    struct go_g *g = go_g_new(0);
    g->name = "thread";
    self = g;
    go_threads_known(1);
    go_running_more();
    go_g_add(g);
    pthread_setspecific(foreign, g);
    return g;
}

struct go_g *go_self(void) {
    struct go_g *g = self;
    return __builtin_expect(g != NULL, 1) ? g : adopt();
}

void go_waits(enum go_waiting why) {
    __atomic_store_n(&go_self()->why, why, __ATOMIC_RELAXED);
}

void go_g_set_self(struct go_g *g) {
    self = g;
}

void go_g_each(void (*see)(void *arg, struct go_g *g), void *arg) {
    go_spin_lock(&all.lock);
    for (struct go_g *g = all.first; g != NULL; g = g->next)
        see(arg, g);
    go_spin_unlock(&all.lock);
}

const char *go_g_name(const struct go_g *g) {
    return g->given[0] != '\0' ? g->given : g->name;
}

uint64_t go_g_last_id(void) {
    go_spin_lock(&all.lock);
    uint64_t id = all.ids;
    go_spin_unlock(&all.lock);
    return id;
}

void go_g_main_over(void) {
    __atomic_sub_fetch(&all.count, 1, __ATOMIC_RELAXED);
}

uint64_t go_id(void) {
    return go_self()->id;
}

int go_num_goroutine(void) {
    return __atomic_load_n(&all.count, __ATOMIC_RELAXED);
}

void go_set_name(const char *name) {
    struct go_g *g = go_self();
    char given[sizeof g->given] = {0};
    memcpy(given, name, strnlen(name, sizeof given - 1));
    go_spin_lock(&all.lock); /* a leak check may read it */
    memcpy(g->given, given, sizeof given);
    go_spin_unlock(&all.lock);
    const struct go_probe *p = go_probed();
    if (p != NULL)
        p->set_name(given);
}
