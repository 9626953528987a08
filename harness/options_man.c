/* options_man.c: the option table as manual pages, in scdoc's text, and the tables by their names. */
#include <stdio.h>
#include <string.h>

#include "options.h"

unsigned hn_command_takes(enum hn_command command) {
    return command == HN_C_WRAP ? HN_C_RUN | HN_C_WRAP : command;
}

/* scdoc takes a backslash before each of its own marks. */
static void scdoc(const char *text) {
    for (; *text; text++) {
        if (strchr("\\*_#[]|<>.", *text))
            putchar('\\');
        putchar(*text);
    }
}

static void man_options(unsigned mask) {
    for (int k = 0; k < HN_O_COUNT; k++) {
        const struct hn_opt *opt = &hn_opts[k];

        if (!(opt->commands & mask))
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

static void man_all(void) {
    for (const struct hn_command_text *c = hn_commands; c->name; c++) {
        printf("## %s\n\n*detsched %s* ", c->name, c->name);
        scdoc(c->usage);
        printf("\n\n");
        scdoc(c->help);
        printf("\n\n");
        if (c->command == HN_C_WRAP)
            printf("Takes the options of run, but for *--each*, with 100 as default of *--seeds*, "
                   "and these\\.\n\n");
        man_options(c->command);
    }
}

/* What is to be said beside the table comes from docs/man, at the place of @DESCRIPTION@. */
static bool man_page(const char *name) {
    const struct hn_command_text *c = hn_commands;

    while (c->name && strcmp(c->name, name))
        c++;
    if (!c->name)
        return false;
    printf("detsched-%s(1)\n\n# NAME\n\ndetsched-%s - ", name, name);
    scdoc(c->help);
    printf("\n\n# SYNOPSIS\n\n*detsched %s* ", name);
    scdoc(c->usage);
    printf("\n\n# DESCRIPTION\n\n@DESCRIPTION@\n\n# OPTIONS\n\n");
    if (c->command == HN_C_WRAP)
        printf("Of the options of run not *--each*; *--seeds* is 100 unless it is given\\.\n\n");
    man_options(hn_command_takes(c->command));
    printf("# EXIT STATUS\n\nAs *detsched*(1) says\\.\n\n# SEE ALSO\n\n*detsched*(1)");
    for (c = hn_commands; c->name; c++)
        if (strcmp(c->name, name))
            printf(", *detsched-%s*(1)", c->name);
    printf(", *detsched-results*(5), *detsched-suppressions*(5)\n");
    return true;
}

bool hn_options_dump(const char *form) {
    if (!strncmp(form, "man:", 4))
        return man_page(form + 4);
    if (!strcmp(form, "commands"))
        for (const struct hn_command_text *c = hn_commands; c->name; c++)
            printf("%s\n", c->name);
    else if (!strcmp(form, "man"))
        man_all();
    else if (!strcmp(form, "bash"))
        hn_options_bash();
    else if (!strcmp(form, "zsh"))
        hn_options_zsh();
    else
        return false;
    return true;
}
