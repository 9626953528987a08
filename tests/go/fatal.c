/* fatal.c: ways to die: fatal CASE. What must be printed stands in fatal.txt. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "detgo.h"

go_chan_type(ints, int);

static void panics(void *text) {
    go_panic("%s", (const char *)text);
}
static void recovers(void *arg) {
    (void)arg;
    go_recover();
}
static void exits(void *arg) {
    (void)arg;
    go_exit();
}
static void prints(void *text) {
    puts(text);
}

/* --- panics --- */

static void plain(void) {
    GO_DEFER_FRAME;
    go_defer(prints, "deferred");
    go_panic("number %d", 7);
}
static void lines(void) {
    go_panic("one\ntwo\nthree");
}
static void second(void) {
    GO_DEFER_FRAME;
    go_defer(panics, "second");
    go_panic("first");
}
static void after_recovery(void *arg) {
    (void)arg;
    go_recover();
    go_panic("second");
}
static void recovered(void) {
    GO_RECOVER_FRAME {
        return;
    }
    go_defer(after_recovery, NULL);
    go_panic("first");
}
static void the_same(void *arg) {
    (void)arg;
    const struct go_panic_value *v = go_recover();
    go_panic_with(v->value, "%s", v->text);
}
static void repanicked(void) {
    GO_RECOVER_FRAME {
        return;
    }
    go_defer(the_same, NULL);
    go_panic("first");
}
static void in_goexit(void) {
    GO_DEFER_FRAME;
    go_defer(panics, "late");
    go_exit();
}
static void not_recovered_by_plain_frame(void) {
    GO_DEFER_FRAME;
    go_defer(recovers, NULL);
    go_panic("p");
}
static void in_goroutine(void) {
    static char text[] = "here";
    go_ref(panics, text);
    go_select_cases(NULL, 0);
}
static void flushes(void) {
    fputs("kept", stdout);
    go_panic("p");
}

/* --- asleep --- */

static void receiver(void *p) {
    go_recv(*(ints *)p);
}
static void sender(void *p) {
    go_send(*(ints *)p, 1);
}
static void asleep_alone(void) {
    go_recv(go_make(ints, 0));
}
static void asleep_nil_send(void) {
    go_send((ints){.tx = {0}}, 1);
}
static void asleep_nil_recv(void) {
    go_recv((ints){.rx = {0}});
}
static void asleep_select(void) {
    ints c = go_make(ints, 0);
    go_select(go_on_recv(c, NULL, NULL));
}
static void asleep_nothing(void) {
    go_select_cases(NULL, 0);
}
static void asleep_several(void) {
    static ints a, b;
    a = go_make(ints, 0);
    b = go_make(ints, 0);
    go_ref(receiver, &a);
    go_ref(sender, &b);
    go_select_cases(NULL, 0);
}
static void asleep_mutex(void) {
    go_mutex m = {0};
    go_mutex_lock(&m);
    go_mutex_lock(&m);
}
static void asleep_waitgroup(void) {
    go_waitgroup wg = {0};
    go_waitgroup_add(&wg, 1);
    go_waitgroup_wait(&wg);
}
static void nothing(void *arg) {
    (void)arg;
}
/* Only when the timer has fired, and its goroutine has ended, is it known. */
static void asleep_after_timer(void) {
    go_after_func(GO_MILLISECOND, nothing, NULL);
    go_select_cases(NULL, 0);
}
static void ends_early(void) {
    go_ref(nothing, NULL);
    go_select_cases(NULL, 0);
}

/* --- main's Goexit --- */

static void main_exits(void) {
    go_exit();
}
static void main_exits_first(void) {
    go_ref(exits, NULL);
    go_exit();
}
static void main_exits_others_wait(void) {
    static ints a;
    a = go_make(ints, 0);
    go_ref(receiver, &a);
    go_exit();
}

/* --- a main that ends as a thread, which in C is no Goexit: no death --- */

static void prints_late(void *arg) {
    (void)arg;
    go_sleep(GO_MILLISECOND);
    puts("late");
}
static void main_leaves(void) {
    go_timer_free(go_timer_new(GO_MILLISECOND));
    go_ref(nothing, NULL);
    go_after_func(2 * GO_MILLISECOND, prints_late, NULL);
    pthread_exit(NULL);
}
static void main_leaves_others_wait(void) {
    static ints a;
    a = go_make(ints, 0);
    go_ref(receiver, &a);
    pthread_exit(NULL);
}

/* --- fatal errors --- */

static void unlocked(void) {
    GO_RECOVER_FRAME {
        return;
    }
    go_mutex m = {0};
    go_defer(recovers, NULL);
    go_mutex_unlock(&m);
}

#define CASE(name) \
    { #name, name }
static const struct {
    const char *name;
    void (*run)(void);
} cases[] = {
    CASE(plain),
    CASE(lines),
    CASE(second),
    CASE(recovered),
    CASE(repanicked),
    CASE(in_goexit),
    CASE(not_recovered_by_plain_frame),
    CASE(in_goroutine),
    CASE(flushes),
    CASE(asleep_alone),
    CASE(asleep_nil_send),
    CASE(asleep_nil_recv),
    CASE(asleep_select),
    CASE(asleep_nothing),
    CASE(asleep_several),
    CASE(asleep_mutex),
    CASE(asleep_waitgroup),
    CASE(asleep_after_timer),
    CASE(ends_early),
    CASE(main_exits),
    CASE(main_exits_first),
    CASE(main_exits_others_wait),
    CASE(main_leaves),
    CASE(main_leaves_others_wait),
    CASE(unlocked),
};

int main(int argc, char **argv) {
    for (size_t i = 0; argc == 2 && i < sizeof cases / sizeof *cases; i++)
        if (strcmp(argv[1], cases[i].name) == 0)
            cases[i].run();
    return EXIT_FAILURE;
}
