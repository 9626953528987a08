/* options_text.c: the commands, and the help that the option table makes. */
#include <stdio.h>
#include <string.h>

#include "options.h"

const struct hn_command_text hn_commands[] = {
    {HN_C_RUN, "run", "[OPTIONS] [--] PROGRAM [ARG...]", "play many schedules of a program"},
    {HN_C_REPLAY, "replay", "[OPTIONS] TOKEN|FILE [--] PROGRAM [ARG...]",
     "play one schedule again and explain it"},
    {HN_C_MINIMIZE, "minimize", "[OPTIONS] TOKEN|FILE [--] PROGRAM [ARG...]",
     "find the least that a finding's schedule needs"},
    {HN_C_GRAPH, "graph", "[OPTIONS] FINDING", "write or draw the graph of a finding"},
    {HN_C_EXPLAIN, "explain", "[OPTIONS] FINDING|DIR",
     "report once more what a result directory, or one finding, holds"},
    {HN_C_LS, "ls", "[DIR]", "list the findings in a result directory"},
    {HN_C_DOCTOR, "doctor", "PROGRAM", "say what would happen with a program, and why"},
    {HN_C_CC, "cc", "[OPTIONS] COMPILER [ARG...]", "compile or link for the finding of data races"},
    {HN_C_MERGE, "merge", "[OPTIONS] OUT DIR...", "put the results of shards together"},
    {HN_C_STATUS, "status", "[OPTIONS] DIR...", "say where shards stand"},
    {HN_C_WRAP, "wrap", "[OPTIONS] [--] PROGRAM [ARG...]",
     "play a test for a test runner, whose statuses it keeps"},
    {0, NULL, NULL, NULL}};

static void spell(const struct hn_opt *opt, char *out, size_t room) {
    char letter[8] = "    ";

    if (opt->letter)
        snprintf(letter, sizeof(letter), "-%c, ", opt->letter);
    snprintf(out, room, "%s--%s%s%s", letter, opt->name, opt->arg ? " " : "",
             opt->arg ? opt->arg : "");
}

static void print_options(unsigned mask) {
    char name[64];

    for (int i = 0; i < HN_O_COUNT; i++) {
        if (!(hn_opts[i].commands & mask))
            continue;
        spell(&hn_opts[i], name, sizeof(name));
        printf("  %-30s %s", name, hn_opts[i].help);
        if (hn_opts[i].initial)
            printf(" [%s]", hn_opts[i].initial);
        putchar('\n');
    }
}

void hn_options_help(enum hn_command command) {
    for (size_t i = 0; hn_commands[i].name; i++)
        if (command == HN_C_ALL || command == hn_commands[i].command)
            printf("%s detsched %s %s\n", i && command == HN_C_ALL ? "      " : "Usage:",
                   hn_commands[i].command == HN_C_RUN ? "[run]" : hn_commands[i].name,
                   hn_commands[i].usage);
    if (command == HN_C_ALL) {
        printf("\nRuns a threaded program under many seeded schedules and says which of them break "
               "it.\n");
        printf("\nCommands:\n");
        for (size_t i = 0; hn_commands[i].name; i++)
            printf("  %-10s %s\n", hn_commands[i].name, hn_commands[i].help);
    }
    printf("\nOptions%s:\n", command == HN_C_ALL ? " of run" : "");
    print_options(command == HN_C_ALL ? HN_C_RUN : command);
    if (command == HN_C_WRAP)
        printf("  and those of run, but for --each; --seeds is 100 there\n");
    printf("\nStatus: 0 clean, 1 findings, 2 usage, 3 could not run, 4 incomplete, 5 replay "
           "diverged.\n");
}
