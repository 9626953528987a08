/* cmd_cc.c: detsched cc COMPILER ARG...: a compiler's command line, made into one for race detection. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "options.h"
#include "util.h"

struct addition {
    char *word;
    const char *why;
};
static const struct known {
    const char *word, *why;
} instrument = {"-fsanitize=thread", "the program tells of each access to memory"},
  shared = {"-shared-libsan",
            "clang would link its runtime into the program, and hide threads by it"},
  debug = {"-g", "stacks name files and lines"},
  fences = {"-Wno-tsan", "gcc warns of fences, which detsched understands"},
  run_path = {"-Wl,-rpath,", "so that the program also runs by itself"};
#define MAX_ADDED 5

static bool starts(const char *text, const char *with) {
    return !strncmp(text, with, strlen(with));
}

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* A word that only starts the compiler behind it. */
static bool launcher(const char *word) {
    static const char *const names[] = {"ccache", "sccache", "distcc", "icecc", "env"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (!strcmp(base_name(word), names[i]))
            return true;
    return false;
}

/* What the compiler prints when it is asked for OPTION: its first line, or nothing. */
static char *ask(const char *compiler, const char *option) {
    char text[4096], *quoted = NULL;

    hn_quote(&quoted, compiler);
    char *command = hn_text("%s %s 2>/dev/null </dev/null", quoted, option);
    FILE *pipe = popen(command, "re");
    size_t n = pipe ? fread(text, 1, sizeof(text) - 1, pipe) : 0;

    text[n] = 0;
    text[strcspn(text, "\n")] = 0;
    if (pipe)
        pclose(pipe);
    free(command);
    free(quoted);
    return hn_dup(text);
}

static const char *compiler_of(char *const *argv) {
    return launcher(argv[0]) && argv[1] ? argv[1] : argv[0];
}

/* Where the name (cc, mpicc) does not tell, the compiler does. */
static bool is_clang(char *const *argv) {
    const char *compiler = compiler_of(argv), *name = base_name(compiler);

    if (strstr(name, "clang"))
        return true;
    if (strstr(name, "gcc") || strstr(name, "g++"))
        return false;
    char *said = ask(compiler, "--version");
    bool yes = strstr(said, "clang") != NULL;

    free(said);
    return yes;
}

/* True if ARGV ends in a program or a library. */
static bool links(char *const *argv) {
    static const char *const stops[] = {"-c", "-S", "-E", "-M", "-MM", "-fsyntax-only"};
    bool input = false;

    for (char *const *p = argv + 1; *p; p++) {
        for (size_t i = 0; i < sizeof(stops) / sizeof(stops[0]); i++)
            if (!strcmp(*p, stops[i]))
                return false;
        input |= **p != '-';
    }
    return input;
}

/* What cannot be had together with race detection: why, or NULL. */
static const char *conflict(const char *word) {
    static const char *const others[] = {"address", "memory", "hwaddress", "leak",
                                         "kernel-address"};

    if (!strcmp(word, "-static") || !strcmp(word, "-static-pie"))
        return "a static program cannot be controlled";
    if (!strcmp(word, "-static-libtsan") || !strcmp(word, "-static-libsan"))
        return "a runtime inside the program would hide its threads";
    if (!starts(word, "-fsanitize="))
        return NULL;
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        const char *at = strstr(word, others[i]);
        size_t n = strlen(others[i]);

        if (at && (at[-1] == '=' || at[-1] == ',') && (!at[n] || at[n] == ','))
            return "only one of these sanitizers and race detection can be in a program";
    }
    return NULL;
}

/* The folder of clang's shared runtimes, which no loader knows, as an argument for the linker. */
static char *runtime_path(char *const *argv) {
    char *folder = ask(compiler_of(argv), "-print-runtime-dir"), *word = NULL;

    if (folder[0] == '/' && hn_plain_path(folder))
        word = hn_text("%s%s", run_path.word, folder);
    free(folder);
    return word;
}

static struct addition of(const struct known *known) {
    return (struct addition){hn_dup(known->word), known->why};
}

/* Fills ADD with what ARGV lacks; returns how much that is. The caller frees the words. */
static size_t additions(char *const *argv, struct addition *add) {
    bool has_debug = false, unwanted = false, clang = is_clang(argv);
    char *path;
    size_t n = 0;

    for (char *const *p = argv + 1; *p; p++) {
        has_debug |= starts(*p, "-g") && !starts(*p, "-gcc") && !starts(*p, "-gno-");
        if (starts(*p, "-fno-sanitize="))
            unwanted = strstr(*p, "thread") || strstr(*p, "all");
        else if (starts(*p, "-fsanitize="))
            unwanted &= !strstr(*p, "thread");
    }
    if (!unwanted)
        add[n++] = of(&instrument);
    if (!has_debug)
        add[n++] = of(&debug);
    add[n++] = of(clang ? &shared : &fences);
    if (clang && links(argv) && (path = runtime_path(argv)))
        add[n++] = (struct addition){path, run_path.why};
    return n;
}

static void print_line(FILE *to, char *const *argv) {
    char *text = NULL;

    for (; *argv; argv++) {
        char *word = NULL;

        hn_quote(&word, *argv);
        char *more = hn_text("%s%s%s", text ? text : "", text ? " " : "", word);

        free(word);
        free(text);
        text = more;
    }
    fprintf(to, "%s\n", text);
    free(text);
}

static void explain(char *const *line, const struct addition *add, size_t n) {
    print_line(stdout, line);
    for (size_t i = 0; i < n; i++)
        printf("  %-18s %s\n", add[i].word, add[i].why);
    printf("Nothing of detsched is linked in: by itself the program runs with the compiler's own "
           "ThreadSanitizer, and under detsched with detsched's.\n");
}

int hn_cmd_cc(int argc, char **argv) {
    struct hn_options o;
    struct addition add[MAX_ADDED];
    int at = hn_options_parse(&o, HN_C_CC, argc, argv);

    if (at < 0)
        return HN_USAGE;
    if (o.help) {
        hn_options_help(HN_C_CC);
        return 0;
    }
    argv += at;
    argc -= at;
    if (!argc)
        return hn_fail(HN_USAGE, "cc takes a compiler and its arguments: detsched cc gcc -c x.c");
    for (int i = 1; i < argc; i++) {
        const char *why = conflict(argv[i]);

        if (why)
            return hn_fail(HN_USAGE, "cc: %s: %s", argv[i], why);
    }
    size_t n = additions(argv, add);
    char **line = hn_alloc(((size_t)argc + n + 1) * sizeof(char *));

    memcpy(line, argv, (size_t)argc * sizeof(char *));
    for (size_t i = 0; i < n; i++)
        line[(size_t)argc + i] = add[i].word;
    if (o.explain) {
        explain(line, add, n);
    } else {
        if (o.verbose)
            print_line(stderr, line);
        execvp(line[0], line);
        hn_say("%s: %s", line[0], strerror(errno));
    }
    for (size_t i = 0; i < n; i++)
        free(add[i].word);
    free(line);
    return o.explain ? 0 : HN_CANNOT;
}
