/* fatal.c: reads how the process ended. */
#define _GNU_SOURCE /* memmem */
#include "fatal.h"

#include <ctype.h>
#include <string.h>
#include <sys/wait.h>

#include "facts.h"

static uint32_t running_task(const struct hn_run *run) {
    for (uint32_t i = 0; i < run->totals.tasks; i++)
        if (run->tasks[i].state == DS_TASK_RUNNING)
            return i;
    return DS_NO_TASK;
}

void hn_fatal_raw(const struct hn_run *run, struct hn_raw *raw) {
    if (run->corrupt)
        return;
    uint32_t task = run->fatal_signal ? run->fatal_task : running_task(run);
    if (!hn_task_at(run, task))
        return;
    hn_raw_task(raw, task);
    /* Who leaves by _exit, as sanitizers do, was not asked where it stood. */
    if (run->fatal_signal || run->result.asserted)
        hn_raw_stack(raw, run->fatal_stack && run->fatal_stack <= run->stack_count
                              ? run->fatal_stack
                              : hn_final_stack(run, task));
    for (size_t i = run->event_count; i-- > 0;) {
        if (run->events[i].task != task)
            continue;
        hn_raw_evidence(raw, run->events[i].seq);
        break;
    }
}

bool hn_own_end(const struct hn_run *run) {
    if (run->wall_limit)
        return false;
    if (run->corrupt)
        return true;
    if (run->result.refused)
        return false;
    return run->result.stage != DS_STAGE_STOPPED && run->result.stage != DS_STAGE_NONE;
}

int hn_fatal_signal(const struct hn_run *run) {
    if (!run->corrupt && run->fatal_signal)
        return (int)run->fatal_signal;
    return WIFSIGNALED(run->result.wait_status) ? WTERMSIG(run->result.wait_status) : 0;
}

/* "==123==ERROR: AddressSanitizer: ..." at the beginning of a line. */
static bool numbered_report(const char *line) {
    static const char *const marks[] = {"ERROR: AddressSanitizer", "ERROR: LeakSanitizer",
                                        "WARNING: MemorySanitizer",
                                        "ERROR: UndefinedBehaviorSanitizer"};
    if (strncmp(line, "==", 2) != 0 || !isdigit((unsigned char)line[2]))
        return false;
    const char *at = line + 2;
    while (isdigit((unsigned char)*at))
        at++;
    if (strncmp(at, "==", 2) != 0)
        return false;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (strncmp(at + 2, marks[i], strlen(marks[i])) == 0)
            return true;
    return false;
}

/* "file.c:12:3: runtime error: ...": the numbers tell it from other programs' words. */
static bool ubsan_report(const char *line, size_t len) {
    static const char mark[] = ": runtime error: ";
    const char *at = memmem(line, len, mark, sizeof mark - 1);
    if (!at)
        return false;
    for (int part = 0; part < 2; part++) {
        const char *digits = at;
        while (digits > line && isdigit((unsigned char)digits[-1]))
            digits--;
        if (digits == at || digits == line || digits[-1] != ':')
            return false;
        at = digits - 1;
    }
    return at > line;
}

bool hn_sanitizer_report(const struct hn_run *run) {
    return hn_sanitizer_line(run) != NULL;
}

const char *hn_sanitizer_line(const struct hn_run *run) {
    const char *line = run->err, *first = NULL;
    while (line && *line) {
        size_t len = strcspn(line, "\n");
        if (first && strncmp(line, "SUMMARY: ", 9) == 0)
            return line;
        if (!first && (numbered_report(line) || ubsan_report(line, len) ||
                       strncmp(line, "WARNING: ThreadSanitizer", 24) == 0))
            first = line;
        line += len + (line[len] == '\n');
    }
    return first;
}
