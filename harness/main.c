/* main.c: the detsched command: which command is meant, and its exit status. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "inspect.h"
#include "options.h"
#include "session.h"
#include "util.h"

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
} commands[] = {{"run", hn_cmd_run},
                {"replay", hn_cmd_replay},
                {"graph", hn_cmd_graph},
                {"explain", hn_cmd_explain},
                {"ls", hn_cmd_ls},
                {"doctor", hn_cmd_doctor},
                {"cc", hn_cmd_cc},
                {"wrap", hn_cmd_wrap},
                {"merge", hn_cmd_merge},
                {"status", hn_cmd_status},
                {"minimize", hn_cmd_minimize}};

/* A closed standard descriptor would be taken by the next file that is opened. */
static void open_standard(void) {
    int fd = open("/dev/null", O_RDWR);

    while (fd >= 0 && fd <= STDERR_FILENO)
        fd = dup(fd);
    if (fd > STDERR_FILENO)
        close(fd);
}

/* Nothing that we printed is lost without a word. */
static int flush(int status) {
    if (fflush(stdout) && !status)
        return hn_fail(HN_CANNOT, "standard output cannot be written");
    return status;
}

int main(int argc, char **argv) {
    open_standard();
    if (argc < 2) {
        hn_say("no program given (detsched --help says how)");
        return HN_USAGE;
    }
    if (!strncmp(argv[1], "--dump-options=", 15))
        return flush(hn_options_dump(argv[1] + 15) ? 0 : HN_USAGE);
    if (argc == 3 && !strcmp(argv[1], "--dump-options"))
        return flush(hn_options_dump(argv[2]) ? 0 : HN_USAGE);
    /* What a debugger's session calls back for: session.h, inspect.h. */
    if (!strcmp(argv[1], "--start-in-session"))
        return hn_session_start();
    if (!strcmp(argv[1], "--inspect"))
        return flush(hn_inspect(argc - 2, argv + 2));
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
        if (!strcmp(argv[1], commands[i].name))
            return flush(commands[i].run(argc - 2, argv + 2));
    return flush(hn_cmd_run(argc - 1, argv + 1));
}
