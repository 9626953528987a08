/* options_text.c: the option table as help, man page text and completions. */
#include <stdio.h>
#include <string.h>

#include "options.h"

static const struct {
    enum hn_command command;
    const char *name, *usage, *help;
} commands[] = {
    {HN_C_RUN, "run", "[OPTIONS] [--] PROGRAM [ARG...]", "play many schedules of a program"},
    {HN_C_REPLAY, "replay", "[OPTIONS] TOKEN|FILE [--] PROGRAM [ARG...]",
     "play one schedule again and explain it"},
    {HN_C_GRAPH, "graph", "[OPTIONS] FINDING-DIR", "write or draw the graph of a finding"},
    {HN_C_EXPLAIN, "explain", "[OPTIONS] FINDING|DIR",
     "report once more what a result directory, or one finding, holds"},
    {HN_C_LS, "ls", "[DIR]", "list the findings in a result directory"},
    {HN_C_DOCTOR, "doctor", "PROGRAM", "say what would happen with a program, and why"},
    {HN_C_CC, "cc", "[OPTIONS] COMPILER [ARG...]", "compile or link for the finding of data races"},
    {HN_C_MERGE, "merge", "[OPTIONS] OUT DIR...", "put the results of shards together"},
    {HN_C_STATUS, "status", "[OPTIONS] DIR...", "say where shards stand"},
    {HN_C_WRAP, "wrap", "[OPTIONS] [--] PROGRAM [ARG...]",
     "play a test for a test runner, whose statuses it keeps"},
};
#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

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
    for (size_t i = 0; i < COMMANDS; i++)
        if (command == HN_C_ALL || command == commands[i].command)
            printf("%s detsched %s %s\n", i && command == HN_C_ALL ? "      " : "Usage:",
                   commands[i].command == HN_C_RUN ? "[run]" : commands[i].name, commands[i].usage);
    if (command == HN_C_ALL) {
        printf("\nRuns a threaded program under many seeded schedules and says which of them break "
               "it.\n");
        printf("\nCommands:\n");
        for (size_t i = 0; i < COMMANDS; i++)
            printf("  %-10s %s\n", commands[i].name, commands[i].help);
    }
    printf("\nOptions%s:\n", command == HN_C_ALL ? " of run" : "");
    print_options(command == HN_C_ALL ? HN_C_RUN : command);
    if (command == HN_C_WRAP)
        printf("  and those of run, but for --each; --seeds is 100 there\n");
    printf("\nStatus: 0 clean, 1 findings, 2 usage, 3 could not run, 4 incomplete, 5 replay "
           "diverged.\n");
}

/* scdoc takes a backslash before each of its own marks. */
static void scdoc(const char *text) {
    for (; *text; text++) {
        if (strchr("\\*_#[]|<>.", *text))
            putchar('\\');
        putchar(*text);
    }
}

static void dump_man(void) {
    for (size_t i = 0; i < COMMANDS; i++) {
        printf("## %s\n\n*detsched %s* ", commands[i].name, commands[i].name);
        scdoc(commands[i].usage);
        printf("\n\n");
        scdoc(commands[i].help);
        printf("\n\n");
        if (commands[i].command == HN_C_WRAP)
            printf("Takes the options of run, but for *--each*, with 100 as default of *--seeds*, "
                   "and these\\.\n\n");
        for (int k = 0; k < HN_O_COUNT; k++) {
            const struct hn_opt *opt = &hn_opts[k];

            if (!(opt->commands & commands[i].command))
                continue;
            if (opt->letter)
                printf("*-%c*, ", opt->letter);
            printf("*--%s*", opt->name);
            if (opt->arg) {
                printf(" ");
                scdoc(opt->arg);
            }
            printf("\n\t");
            scdoc(opt->man);
            if (opt->initial) {
                printf(" Default: ");
                scdoc(opt->initial);
                printf("\\.");
            }
            printf("\n\n");
        }
    }
}

static void dump_bash(void) {
    printf("# Completion of detsched for bash; made from the option table.\n_detsched() {\n"
           "    local cur=${COMP_WORDS[COMP_CWORD]} words\n"
           "    case ${COMP_WORDS[1]} in\n");
    for (size_t i = COMMANDS; i-- > 0;) {
        printf("    %s) words=\"", i ? commands[i].name : "*");
        for (int k = 0; k < HN_O_COUNT; k++)
            if (hn_takes(&hn_opts[k], commands[i].command))
                printf("--%s%s ", hn_opts[k].name, hn_opts[k].arg ? "=" : "");
        printf("\" ;;\n");
    }
    printf("    esac\n"
           "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n        words=\"$words");
    for (size_t i = 0; i < COMMANDS; i++)
        printf(" %s", commands[i].name);
    printf("\"\n    fi\n"
           "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
           "    if [ \"${#COMPREPLY[@]}\" -eq 0 ]; then\n"
           "        mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n    fi\n}\n"
           "complete -o filenames -F _detsched detsched\n");
}

/* Inside a single-quoted zsh spec: no quote, no bracket, no colon. */
static void zsh_text(const char *text) {
    for (; *text; text++)
        putchar(strchr("'[]:\\", *text) ? ' ' : *text);
}

static void dump_zsh(void) {
    printf("#compdef detsched\n# Made from the option table.\n_arguments -S \\\n");
    for (int k = 0; k < HN_O_COUNT; k++) {
        printf("  '--%s%s[", hn_opts[k].name, hn_opts[k].arg ? "=" : "");
        zsh_text(hn_opts[k].help);
        printf("]");
        if (hn_opts[k].arg) {
            printf(":");
            zsh_text(hn_opts[k].arg);
            printf(":_files");
        }
        printf("' \\\n");
    }
    printf("  '1:command or program:_alternative \"commands:command:(");
    for (size_t i = 0; i < COMMANDS; i++)
        printf("%s%s", i ? " " : "", commands[i].name);
    printf(")\" \"files:program:_files\"' '*:file:_files'\n");
}

bool hn_options_dump(const char *form) {
    if (!strcmp(form, "man"))
        dump_man();
    else if (!strcmp(form, "bash"))
        dump_bash();
    else if (!strcmp(form, "zsh"))
        dump_zsh();
    else
        return false;
    return true;
}
