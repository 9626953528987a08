/* main.c: runs one conformance case, or one many times, each in a process of its own.
 *
 *     cases list                      rows: name, outcome, text, citation, words, file; tabs between
 *     cases run NAME [FILE]           runs the case; what it chose is appended to FILE
 *     cases rounds FIRST COUNT N [S]  the COUNT cases from number FIRST on, N times each natively (a
 *                                     case that chooses at least S times); a line for each that was
 *                                     not as its row says, with how it was
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "case.h"

extern const struct row *const __start_case_rows[], *const __stop_case_rows[];

enum { CHECK_STATUS = 9, HANG_SECONDS = 60, FIND_SHARE = 50, SAID_MAX = 1000 };
static const char asleep[] = "all goroutines are asleep - deadlock!";
static int chosen_fd = -1;

void failed_check(const char *file, int line, const char *what) {
    fprintf(stderr, "%s:%d: not so: %s\n", file, line, what);
    _exit(CHECK_STATUS);
}

void equal_check(const char *file, int line, const char *what, long long a, long long b) {
    if (a != b) {
        fprintf(stderr, "%s:%d: not so: %s: %lld, %lld\n", file, line, what, a, b);
        _exit(CHECK_STATUS);
    }
}

void text_check(const char *file, int line, const char *what, const char *is, const char *wanted) {
    if (!is || strcmp(is, wanted) != 0) {
        fprintf(stderr, "%s:%d: %s is \"%s\", not \"%s\"\n", file, line, what, is ? is : "(null)",
                wanted);
        _exit(CHECK_STATUS);
    }
}

void chose(char letter) {
    if (chosen_fd >= 0 && write(chosen_fd, &letter, 1) != 1)
        failed_check(__FILE__, __LINE__, "the choice was noted");
}

void yield_often(int n) {
    for (int i = 0; i < n; i++)
        go_yield();
}

static int list(void) {
    static const char *const names[] = {"returns", "panics", "may-panic", "fatal", "blocks",
                                        "leaks",   "finds",  "chooses",   "orders"};
    for (const struct row *const *r = __start_case_rows; r < __stop_case_rows; r++)
        printf("%s\t%s\t%s\t%s\t%s\t%s\n", (*r)->name, names[(*r)->outcome], (*r)->text,
               (*r)->cites, (*r)->says, (*r)->file);
    return 0;
}

static const struct row *find(const char *name) {
    for (const struct row *const *r = __start_case_rows; r < __stop_case_rows; r++)
        if (strcmp((*r)->name, name) == 0)
            return *r;
    fprintf(stderr, "cases: no case %s\n", name);
    exit(4);
}

/* One native run: its wait status, -1 if it hung, and what it wrote to stderr. */
static int once(const struct row *r, char *said) {
    int out = memfd_create("said", MFD_CLOEXEC);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(out, STDERR_FILENO);
        alarm(HANG_SECONDS);
        r->run();
        exit(0);
    }
    int status = -1;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    ssize_t n = pread(out, said, SAID_MAX - 1, 0);
    said[n > 0 ? n : 0] = 0;
    close(out);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM ? -1 : status;
}

/* SAID has a line that begins with START and one of TEXT, and ends there or goes on with " [", as Go's
 * traces of what was recovered and panicked again do; a tab before it as where panics follow another. */
static bool has_line(const char *said, const char *start, const char *text) {
    char line[200];
    const char *more = strchr(text, '|');
    int length = more ? (int)(more - text) : (int)strlen(text);
    int n = snprintf(line, sizeof line, "%s%.*s", start, length, text);
    for (const char *at = said; (at = strstr(at, line)) != NULL; at++)
        if ((at == said || at[-1] == '\n' || at[-1] == '\t') &&
            (at[n] == '\n' || strncmp(at + n, " [", 2) == 0))
            return true;
    return more && has_line(said, start, more + 1);
}

static bool as_expected(const struct row *r, int status, const char *said) {
    bool fine = status == 0, two = WIFEXITED(status) && WEXITSTATUS(status) == 2;
    bool panicked = two && has_line(said, "panic: ", r->text);
    switch (r->outcome) {
    case RETURN:
    case LEAK:
    case FIND:
    case CHOOSE:
    case ORDER:
        return fine;
    case PANIC:
        return panicked;
    case MAY_PANIC:
        return fine || panicked;
    case FATAL:
        return two && has_line(said, "fatal error: ", r->text);
    case BLOCK:
        return two && has_line(said, "fatal error: ", asleep);
    }
    return false;
}

/* Runs ROW N times, and says how many were wrong and how the first of them was. */
static bool rounds(const struct row *r, int n) {
    char said[SAID_MAX], first[SAID_MAX] = "";
    int wrong = 0, how = 0;
    for (int i = 0; i < n; i++) {
        int status = once(r, said);
        if (!as_expected(r, status, said) && wrong++ == 0) {
            how = status;
            strcpy(first, said);
        }
    }
    if (wrong)
        printf("%s: %d of %d rounds: %s %d\n%s\n", r->name, wrong, n,
               how == -1          ? "hung"
               : WIFSIGNALED(how) ? "signal"
                                  : "status",
               how == -1          ? 0
               : WIFSIGNALED(how) ? WTERMSIG(how)
                                  : WEXITSTATUS(how),
               first);
    return wrong == 0;
}

/* What the runs of a case have noted must be letters of its row; every one of them if it chooses. */
static bool choices(const struct row *r, int n) {
    char seen[256] = "", noted[65536];
    chosen_fd = memfd_create("chosen", MFD_CLOEXEC);
    bool good = rounds(r, n);
    ssize_t length = pread(chosen_fd, noted, sizeof noted, 0);
    for (ssize_t i = 0; i < length; i++)
        if (!strchr(seen, noted[i]))
            seen[strlen(seen)] = noted[i];
    close(chosen_fd);
    chosen_fd = -1;
    bool all = r->outcome == ORDER || strlen(seen) == strlen(r->text);
    if (length != n || !all || strspn(seen, r->text) != strlen(seen)) {
        printf("%s: chose %zd times of %d: %s, not %s\n", r->name, length, n, seen, r->text);
        good = false;
    }
    return good;
}

static int many(int argc, char **argv) {
    int first = atoi(argv[2]), count = atoi(argv[3]), n = atoi(argv[4]), bad = 0;
    int least = argc > 5 ? atoi(argv[5]) : n;
    int all = (int)(__stop_case_rows - __start_case_rows);
    for (int i = first; i < first + count && i < all; i++) {
        const struct row *r = __start_case_rows[i];
        bool chooses = r->outcome == CHOOSE || r->outcome == ORDER;
        int times = r->outcome == FIND ? n / FIND_SHARE + 1 : n;
        bad += chooses ? !choices(r, n > least ? n : least) : !rounds(r, times);
        fflush(stdout);
    }
    return bad != 0;
}

int main(int argc, char **argv) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc == 2 && strcmp(argv[1], "list") == 0)
        return list();
    if (argc >= 3 && strcmp(argv[1], "run") == 0) {
        if (argv[3])
            chosen_fd = open(argv[3], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
        find(argv[2])->run();
        return 0;
    }
    if (argc >= 5 && strcmp(argv[1], "rounds") == 0)
        return many(argc, argv);
    fprintf(stderr, "cases: list, run NAME [FILE], or rounds FIRST COUNT N [S]\n");
    return 4;
}
