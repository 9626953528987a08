/* rows_sem_named.c: named semaphores: what opening, closing and unlinking return. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "rows.h"

#define NAME "/detsched-rows"

static sem_t *opens(const char *row, const char *name, int flags, unsigned value) {
    errno = 0;
    sem_t *s = sem_open(name, flags, 0600, value);
    cf_rc(s == SEM_FAILED ? errno : 0, "open %s", row);
    return s;
}

static void counts(sem_t *s, const char *row) {
    int v = -1;
    sem_getvalue(s, &v);
    cf_value(v, "%s: value", row);
}

static void names(void) {
    static const int lengths[] = {1, 250, 251, 252, 255, 256, 300};
    static const char *const bad[] = {"", "/", "//", "a/b", "/a/", "/a/b"};
    char name[400];
    for (size_t i = 0; i < CF_LENGTH(lengths); i++) {
        memset(name, 'x', sizeof name);
        memcpy(name, "/detsched", 9);
        name[lengths[i] + 1] = '\0';
        if (lengths[i] == 1)
            snprintf(name, sizeof name, "detsched-rows-bare");
        char row[40];
        snprintf(row, sizeof row, "a name of %d", lengths[i]);
        sem_t *s = opens(row, name, O_CREAT, 1);
        if (s != SEM_FAILED)
            cf_rc(cf_errno(sem_close(s)), "close %s", row);
        cf_rc(cf_errno(sem_unlink(name)), "unlink %s", row);
        cf_rc(cf_errno(sem_unlink(name)), "unlink %s again", row);
    }
    for (size_t i = 0; i < CF_LENGTH(bad); i++) {
        opens(bad[i], bad[i], O_CREAT, 1);
        cf_rc(cf_errno(sem_unlink(bad[i])), "unlink %s", bad[i]);
    }
}

static void life(void) {
    sem_unlink(NAME);
    opens("none", NAME, 0, 0);
    opens("none, exclusively", NAME, O_EXCL, 0);
    opens("too high", NAME, O_CREAT, SEM_VALUE_MAX + 1u);
    sem_t *s = opens("new", NAME, O_CREAT | O_EXCL, 3);
    counts(s, "new");
    opens("again, exclusively", NAME, O_CREAT | O_EXCL, 1);
    opens("again, exclusively, too high", NAME, O_CREAT | O_EXCL, SEM_VALUE_MAX + 1u);
    sem_t *same = opens("again", NAME, 0, 0);
    cf_value(same == s, "again: the same address");
    same = opens("again, with a value", NAME, O_CREAT, UINT_MAX);
    cf_value(same == s, "again, with a value: the same address");
    counts(same, "again, with a value");
    cf_rc(cf_errno(sem_wait(s)), "wait");
    cf_rc(cf_errno(sem_post(same)), "post");
    cf_rc(cf_errno(sem_unlink(NAME)), "unlink");
    cf_rc(cf_errno(sem_unlink(NAME)), "unlink twice");
    opens("unlinked", NAME, 0, 0);
    sem_t *other = opens("new under the same name", NAME, O_CREAT, 9);
    cf_value(other == s, "new under the same name: the same address");
    counts(s, "unlinked");
    counts(other, "new under the same name");
    for (int i = 0; i < 3; i++)
        cf_rc(cf_errno(sem_close(s)), "close %d", i);
    cf_rc(cf_errno(sem_post(other)), "post the other");
    cf_rc(cf_errno(sem_close(other)), "close the other");
    other = opens("closed and opened", NAME, 0, 0);
    counts(other, "closed and opened");
    cf_rc(cf_errno(sem_close(other)), "close it again");
    cf_rc(cf_errno(sem_unlink(NAME)), "unlink it");
    sem_t plain;
    sem_init(&plain, 0, 1);
    cf_rc(cf_errno(sem_close(&plain)), "close an unnamed one");
}

void cf_rows_sem_named(int part) {
    (void)part;
    if (cf_section != CF_CLEAN)
        return;
    names();
    life();
    cf_left_out("two spellings of a name have two addresses", "open with more slashes");
    cf_left_out("refused", "open of one that other processes have made");
}
