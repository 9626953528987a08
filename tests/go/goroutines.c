/* goroutines.c: numbers, names and copies; values that pass between many goroutines; selects. */
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include "case.h"
#include "test.h"

struct job {
    ints c;
    int i;
};

static void sends_its_number(void *arg) {
    const struct job *j = arg;
    go_send(j->c, j->i);
}
static void the_value_is_copied(void **state) {
    (void)state;
    struct job j = {.c = go_make(ints, 0)};
    int sum = 0;
    for (j.i = 0; j.i < 10; j.i++)
        go(sends_its_number, j);
    for (int i = 0; i < 10; i++)
        sum += go_recv(j.c);
    assert_int_equal(sum, 45);
    go_chan_release(go_chan_of(j.c));
}

static void sends_its_id(void *c) {
    go_send(*(ints *)c, (int)go_id());
}
static void numbers_count_up(void **state) {
    (void)state;
    ints c = go_make(ints, 0);
    assert_int_equal(go_id(), 1);
    int last = 0;
    for (int i = 0; i < 5; i++) {
        go_ref(sends_its_id, &c);
        int id = go_recv(c);
        assert_true(last == 0 || id == last + 1);
        last = id;
    }
    go_chan_release(go_chan_of(c));
}

static void receives(void *c) {
    go_recv(*(ints *)c);
}
static void they_are_counted(void **state) {
    (void)state;
    ints c = go_make(ints, 0);
    assert_true(go_leak_verify_none(NULL));
    int before = go_num_goroutine();
    for (int i = 0; i < 5; i++)
        go_ref(receives, &c);
    assert_int_equal(go_num_goroutine(), before + 5);
    go_close(c);
    assert_true(go_leak_verify_none(NULL));
    assert_int_equal(go_num_goroutine(), before);
    go_chan_release(go_chan_of(c));
}

static void *is_foreign(void *c) {
    assert_int_not_equal(go_id(), 1);
    go_send(*(ints *)c, go_num_goroutine());
    go_exit();
}
static void a_pthread_is_served_but_not_counted(void **state) {
    (void)state;
    ints c = go_make(ints, 0);
    pthread_t t;
    assert_int_equal(pthread_create(&t, NULL, is_foreign, &c), 0);
    assert_int_equal(go_recv(c), 1);
    assert_int_equal(pthread_join(t, NULL), 0);
    go_chan_release(go_chan_of(c));
}

static void ends_its_thread(void *c) {
    GO_DEFER_FRAME;
    go_defer(sends_its_id, c);
    pthread_exit(NULL);
}
static void a_goroutine_may_end_by_pthread_exit(void **state) {
    (void)state;
    ints c = go_make(ints, 0);
    go_ref(ends_its_thread, &c);
    go_recv(c);
    assert_true(go_leak_verify_none(NULL));
    go_chan_release(go_chan_of(c));
}

static int deep(int n) {
    volatile char page[4096];
    page[0] = (char)n;
    return n == 0 ? 0 : deep(n - 1) + page[0] - (char)n + 1;
}
static void goes_deep(void *c) {
    go_send(*(ints *)c, deep(1000));
}
static void a_stack_may_be_larger(void **state) {
    (void)state;
    ints c = go_make(ints, 0);
    go_set_stack_size(8 << 20);
    go_ref(goes_deep, &c);
    assert_int_equal(go_recv(c), 1000);
    go_set_stack_size(256 << 10);
    go_chan_release(go_chan_of(c));
}

enum { EACH = 2000, EACH_MODELLED = 50, SIDES = 4 };
static int each(void) {
    return is_modelled() ? EACH_MODELLED : EACH;
}
static void sends_many(void *arg) {
    const struct job *j = arg;
    for (int i = 0; i < each(); i++)
        go_send(j->c, j->i * each() + i);
}
static char seen[SIDES][SIDES * EACH];
static go_waitgroup receivers;
static void receives_many(void *arg) {
    const struct job *j = arg;
    int last[SIDES] = {-1, -1, -1, -1};
    go_range(v, j->c) {
        seen[j->i][v]++;
        assert_true(v > last[v / each()]); /* of one sender, in its order */
        last[v / each()] = v;
    }
}
static void every_value_arrives_once(void **state) {
    (void)state;
    for (int capacity = 0; capacity < 20; capacity += 7) {
        struct job j = {.c = go_make(ints, capacity)};
        go_waitgroup senders = {0};
        memset(seen, 0, sizeof seen);
        for (j.i = 0; j.i < SIDES; j.i++) {
            go_waitgroup_go(&receivers, receives_many, j);
            go_waitgroup_go(&senders, sends_many, j);
        }
        go_waitgroup_wait(&senders);
        go_close(j.c);
        go_waitgroup_wait(&receivers);
        for (int v = 0; v < SIDES * each(); v++)
            assert_int_equal(seen[0][v] + seen[1][v] + seen[2][v] + seen[3][v], 1);
        go_chan_release(go_chan_of(j.c));
    }
}

struct both {
    ints a, b;
    go_waitgroup *end;
    long sent, received;
};
static void exchanges(void *arg) {
    struct both *x = arg;
    for (int i = 1, v; i <= each();) {
        if (go_select(go_on_send(x->a, &i), go_on_recv(x->b, &v, NULL)) == 0)
            x->sent += i++;
        else
            x->received += v;
    }
    go_waitgroup_done(x->end);
}
static void drains(void *arg) {
    struct both *x = arg;
    const ints closed = {.rx = {0}};
    while (go_chan_of(x->a) != NULL || go_chan_of(x->b) != NULL) {
        int v = 0;
        bool ok;
        int which = go_select(go_on_recv(x->a, &v, &ok), go_on_recv(x->b, &v, &ok));
        if (!ok)
            *(which == 0 ? &x->a : &x->b) = closed;
        x->received += v;
    }
    go_waitgroup_done(x->end);
}
static void selects_lose_and_double_nothing(void **state) {
    (void)state;
    go_waitgroup exchanged = {0}, drained = {0};
    ints a = go_make(ints, 0), b = go_make(ints, 3);
    struct both x[] = {{.a = a, .b = b, .end = &exchanged},
                       {.a = b, .b = a, .end = &exchanged},
                       {.a = a, .b = b, .end = &drained}};
    go_waitgroup_add(&exchanged, 2);
    go_waitgroup_add(&drained, 1);
    go_ref(exchanges, &x[0]);
    go_ref(exchanges, &x[1]);
    go_ref(drains, &x[2]);
    go_waitgroup_wait(&exchanged);
    go_close(a);
    go_close(b);
    go_waitgroup_wait(&drained);
    assert_int_equal(x[0].sent + x[1].sent, (long)each() * (each() + 1));
    assert_int_equal(x[0].received + x[1].received + x[2].received, x[0].sent + x[1].sent);
    go_chan_release(go_chan_of(a));
    go_chan_release(go_chan_of(b));
}

/* 3,000 draws of each case of three in the mean; 6 standard deviations of a binomial are 490. */
static void select_is_fair(void **state) {
    (void)state;
    enum { DRAWS = 9000, MEAN = DRAWS / 3, BOUND = 490, CASES = 3 };
    int chosen[CASES] = {0};
    if (is_modelled())
        return; /* there the strategy says */
    ints c = go_make(ints, 0);
    go_close(c);
    for (int i = 0; i < DRAWS; i++)
        chosen[go_select(go_on_recv(c, NULL, NULL), go_on_recv(c, NULL, NULL),
                         go_on_recv(c, NULL, NULL))]++;
    for (int i = 0; i < CASES; i++)
        assert_in_range(chosen[i], MEAN - BOUND, MEAN + BOUND);
    go_chan_release(go_chan_of(c));
}

/* The threads that wait for work stay with the parent. */
static void a_forked_child_starts_its_own(void **state) {
    (void)state;
    enum { BEFORE = 8, PATIENCE_S = 60, GOOD = 3 };
    struct job j = {.c = go_make(ints, 0), .i = GOOD};
    for (int i = 0; i < BEFORE; i++)
        go(sends_its_number, j);
    for (int i = 0; i < BEFORE; i++)
        go_recv(j.c);
    pid_t child = fork();
    if (child == 0) {
        alarm(PATIENCE_S);
        go(sends_its_number, j);
        _exit(go_recv(j.c));
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), GOOD);
    go_chan_release(go_chan_of(j.c));
}

int main(int argc, char **argv) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_value_is_copied),
        cmocka_unit_test(numbers_count_up),
        cmocka_unit_test(they_are_counted),
        cmocka_unit_test(a_pthread_is_served_but_not_counted),
        cmocka_unit_test(a_goroutine_may_end_by_pthread_exit),
        cmocka_unit_test(a_stack_may_be_larger),
        cmocka_unit_test(every_value_arrives_once),
        cmocka_unit_test(selects_lose_and_double_nothing),
        cmocka_unit_test(select_is_fair),
        cmocka_unit_test(a_forked_child_starts_its_own),
    };
    return run_cases(argc, argv, tests, sizeof tests / sizeof *tests, NULL, 0);
}
