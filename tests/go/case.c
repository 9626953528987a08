/* case.c: see case.h. */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "case.h"

extern char **environ;

struct caught {
    char *text;
};

static void catch (void *arg) {
    struct caught *c = arg;
    const struct go_panic_value *v = go_recover();
    if (v)
        c->text = strdup(v->text);
}

static void guarded(struct caught *c, void (*fn)(void *), void *arg) {
    GO_RECOVER_FRAME {
        return;
    }
    go_defer(catch, c);
    fn(arg);
}

char *panic_of(void (*fn)(void *), void *arg) {
    struct caught c = {NULL};
    guarded(&c, fn, arg);
    return c.text;
}

void assert_panics(void (*fn)(void *), void *arg, const char *text) {
    char *got = panic_of(fn, arg);
    assert_non_null(got);
    assert_string_equal(got, text);
    free(got);
}

void await(go_atomic_int64 *count, int64_t n) {
    while (go_atomic_load(count) < n)
        go_yield();
}

void await_goroutines(int n) {
    while (go_num_goroutine() > n)
        go_yield();
}

static bool modelled;
bool is_modelled(void) {
    return modelled;
}

/* Runs this program with NAME; its status, and what it wrote to stderr in TEXT. */
static int run_child(const char *name, char *text, size_t room) {
    char path[] = "/proc/self/exe";
    char *argv[] = {path, (char *)(uintptr_t)name, NULL};
    posix_spawn_file_actions_t actions;
    int out[2], status = -1;
    size_t n = 0;
    pid_t pid;
    assert_int_equal(pipe2(out, O_CLOEXEC), 0);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, out[1], 2);
    assert_int_equal(posix_spawn(&pid, path, &actions, NULL, argv, environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    close(out[1]);
    for (ssize_t got; n < room - 1 && (got = read(out[0], text + n, room - 1 - n)) > 0;)
        n += (size_t)got;
    text[n] = '\0';
    close(out[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

static void dies(void **state) {
    const struct death *d = *state;
    char text[4096];
    int status = run_child(d->name, text, sizeof text);
    char *end = strchr(text, '\n');
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 2);
    assert_non_null(end);
    *end = '\0';
    assert_string_equal(text, d->says);
    assert_non_null(strstr(end + 1, "\ngoroutine "));
}

int run_cases(int argc, char **argv, const struct CMUnitTest *tests, size_t count,
              const struct death *deaths, size_t deaths_count) {
    struct CMUnitTest *all;
    int failed;
    modelled = argc > 1 && strcmp(argv[1], "model") == 0;
    for (size_t i = 0; argc > 1 && i < deaths_count; i++)
        if (strcmp(argv[1], deaths[i].name) == 0)
            deaths[i].run();
    if (argc > 1 && !modelled)
        return 3;
    all = calloc(count + deaths_count, sizeof *all);
    memcpy(all, tests, count * sizeof *all);
    if (modelled)
        deaths_count = 0;
    for (size_t i = 0; i < deaths_count; i++)
        all[count + i] = (struct CMUnitTest){.name = deaths[i].name,
                                             .test_func = dies,
                                             .initial_state = (void *)(uintptr_t)&deaths[i]};
    failed = _cmocka_run_group_tests(argv[0], all, count + deaths_count, NULL, NULL);
    free(all);
    return failed;
}
