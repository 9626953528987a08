/* rows.c: notes the return-code rows of one section and prints, writes or compares them.
 *
 *   rows SECTION families                     the families that have rows in this section
 *   rows SECTION FAMILY list                  rows and left-out cases, on stdout
 *   rows SECTION FAMILY write FILE            rows into FILE
 *   rows SECTION FAMILY check FILE TALLY      compares; adds "same" or "differs: ..." to TALLY
 *
 * `check` also exits with 1, and says on stderr which row differs. TALLY exists because a run that
 * contains misuse is a failing run for the scheduler, whatever the return codes were.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rows.h"

enum cf_section cf_section;
static const char *family = "none";
static char rows[1 << 18];
static size_t rows_len;
static char left_out[1 << 16];
static size_t left_out_len;

__attribute__((format(printf, 4, 0))) static void
note(char *buf, size_t *len, size_t cap, const char *fmt, va_list args, const char *value) {
    char name[160];
    vsnprintf(name, sizeof name, fmt, args);
    int n = snprintf(buf + *len, cap - *len, "%s/%s -> %s\n", family, name, value);
    if (n < 0 || (size_t)n >= cap - *len) {
        fprintf(stderr, "rows: no room for more rows\n");
        abort();
    }
    *len += (size_t)n;
}

void cf_rc(int rc, const char *fmt, ...) {
    char number[32];
    const char *value = rc == 0 ? "0" : strerrorname_np(rc);
    if (!value) {
        snprintf(number, sizeof number, "%d", rc);
        value = number;
    }
    va_list args;
    va_start(args, fmt);
    note(rows, &rows_len, sizeof rows, fmt, args, value);
    va_end(args);
}

void cf_value(long value, const char *fmt, ...) {
    char number[32];
    snprintf(number, sizeof number, "%ld", value);
    va_list args;
    va_start(args, fmt);
    note(rows, &rows_len, sizeof rows, fmt, args, number);
    va_end(args);
}

void cf_left_out(const char *reason, const char *fmt, ...) {
    va_list args;
    va_start(args, fmt);
    note(left_out, &left_out_len, sizeof left_out, fmt, args, reason);
    va_end(args);
}

int cf_errno(int result) {
    return result == -1 ? errno : result;
}

static const struct {
    const char *name;
    void (*rows)(int part);
    int part;
    bool misuse; /* has rows in that section */
} families[] = {
    {"mutex-default", cf_rows_mutex, 0, true},
    {"mutex-normal", cf_rows_mutex, 1, true},
    {"mutex-recursive", cf_rows_mutex, 2, true},
    {"mutex-errorcheck", cf_rows_mutex, 3, true},
    {"mutex-adaptive", cf_rows_mutex, 4, true},
    {"mutex", cf_rows_mutex_more, 0, false},
    {"cond", cf_rows_cond, 0, true},
    {"rwlock-readers", cf_rows_rwlock, 0, true},
    {"rwlock-writers", cf_rows_rwlock, 1, true},
    {"rwlock-writers-nonrecursive", cf_rows_rwlock, 2, true},
    {"rwlock", cf_rows_rwlock_more, 0, false},
    {"spin", cf_rows_spin, 0, true},
    {"barrier", cf_rows_barrier, 0, false},
    {"sem", cf_rows_sem, 0, false},
    {"once", cf_rows_once, 0, false},
    {"key", cf_rows_key, 0, false},
    {"thread", cf_rows_thread, 0, false},
    {"join", cf_rows_join, 0, true},
    {"sleep", cf_rows_sleep, 0, false},
    {"clock", cf_rows_clock, 0, false},
    {"io", cf_rows_io, 0, false},
    {"signal", cf_rows_signal, 0, false},
    {"c11", cf_rows_c11, 0, false},
    {"futex", cf_rows_futex, 0, false},
    {"robust", cf_rows_robust, 0, true},
    {"sem-named", cf_rows_sem_named, 0, false},
    {"pipes", cf_rows_fd, 0, false},
    {"duplicates", cf_rows_fd, 1, false},
    {"poll", cf_rows_fd, 2, false},
    {"epoll", cf_rows_fd, 3, false},
    {"counters", cf_rows_fd, 4, false},
    {"sockets", cf_rows_fd, 5, false},
    {"children", cf_rows_fd, 6, false},
    {"moves", cf_rows_fd, 7, false},
};

/* Runs the family called WANTED, or all; returns how many were run. */
static int run(const char *wanted) {
    int count = 0;
    for (size_t i = 0; i < CF_LENGTH(families); i++) {
        if (cf_section == CF_MISUSE && !families[i].misuse)
            continue;
        if (strcmp(wanted, "all") != 0 && strcmp(wanted, families[i].name) != 0)
            continue;
        family = families[i].name;
        families[i].rows(families[i].part);
        count++;
    }
    return count;
}

static int write_file(const char *path) {
    FILE *f = fopen(path, "w");
    if (!f || fwrite(rows, 1, rows_len, f) != rows_len || fclose(f) != 0) {
        perror(path);
        return 2;
    }
    return 0;
}

static void tally(const char *path, const char *text) {
    int fd = open(path, O_WRONLY | O_APPEND | O_CREAT, 0666);
    if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text)) {
        perror(path);
        exit(2);
    }
    close(fd);
}

/* The line that starts at TEXT, in BUF. */
static const char *line_at(const char *text, char *buf, size_t cap) {
    size_t n = strcspn(text, "\n");
    snprintf(buf, cap, "%.*s", (int)(n < cap ? n : cap - 1), n ? text : "(no row)");
    return buf;
}

static int check_file(const char *path, const char *tally_path) {
    static char want[sizeof rows];
    FILE *f = fopen(path, "r");
    if (!f) {
        perror(path);
        return 2;
    }
    size_t n = fread(want, 1, sizeof want - 1, f);
    fclose(f);
    want[n] = '\0';
    if (n == rows_len && memcmp(want, rows, n) == 0) {
        tally(tally_path, "same\n");
        return 0;
    }
    size_t start = 0;
    for (size_t i = 0; want[i] && want[i] == rows[i]; i++)
        if (want[i] == '\n')
            start = i + 1;
    char a[200], b[200], text[500];
    snprintf(text, sizeof text, "differs: native %s; here %s\n", line_at(want + start, a, sizeof a),
             line_at(rows + start, b, sizeof b));
    tally(tally_path, text);
    fputs(text, stderr);
    return 1;
}

int main(int argc, char **argv) {
    cf_section = argc > 1 && strcmp(argv[1], "misuse") == 0 ? CF_MISUSE : CF_CLEAN;
    if (argc == 3 && strcmp(argv[2], "families") == 0) {
        for (size_t i = 0; i < CF_LENGTH(families); i++)
            if (cf_section == CF_CLEAN || families[i].misuse)
                puts(families[i].name);
        return 0;
    }
    if (argc < 4 || run(argv[2]) == 0) {
        fprintf(stderr, "usage: rows clean|misuse families|FAMILY|all "
                        "list|write FILE|check FILE TALLY\n");
        return 2;
    }
    if (strcmp(argv[3], "write") == 0 && argc == 5)
        return write_file(argv[4]);
    if (strcmp(argv[3], "check") == 0 && argc == 6)
        return check_file(argv[4], argv[5]);
    printf("%s# left out\n%s", rows, left_out);
    return 0;
}
