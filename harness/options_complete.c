/* options_complete.c: the option table as completions for bash and zsh.
 *
 * Both know the commands, the options of each, what may stand behind an option (words, a file, a directory), and
 * that from the program on the words are the program's own.
 */
#include <stdio.h>
#include <string.h>

#include "../reports/writer.h"
#include "options.h"

/* The words that may stand behind an option, separated by blanks; NULL if it is not a few. */
static const char *values_of(enum hn_opt_id id) {
    static const char *const values[HN_O_COUNT] = {
#define HN_VALUES(id, words) [HN_O_##id] = words,
#include "values.def"
#undef HN_VALUES
    };
    static char formats[256];

    if (id != HN_O_REPORT)
        return values[id];
    formats[0] = 0;
    for (const struct rp_writer *const *w = rp_writers; *w; w++)
        if (strlen(formats) + strlen((*w)->name) + 2 < sizeof(formats))
            strcat(strcat(formats, *formats ? " " : ""), (*w)->name);
    return formats;
}

enum place { NO_PLACE, A_FILE, A_DIR };

static enum place place_of(const struct hn_opt *opt) {
    if (!strcmp(opt->arg, "DIR"))
        return A_DIR;
    return strstr(opt->arg, "FILE") || strstr(opt->arg, "GLOB") ? A_FILE : NO_PLACE;
}

static bool taken(int k, const struct hn_command_text *c) {
    return (hn_opts[k].commands & hn_command_takes(c->command)) != 0;
}

static void bash_options(void) {
    printf("_detsched_options() {\n    case $1 in\n");
    for (const struct hn_command_text *c = hn_commands; c->name; c++) {
        printf("    %s) echo '", c->name);
        for (int k = 0; k < HN_O_COUNT; k++)
            if (taken(k, c))
                printf("--%s%s ", hn_opts[k].name, hn_opts[k].arg ? "=" : "");
        printf("' ;;\n");
    }
    printf("    esac\n}\n");
}

/* Of an option that takes a word: "words", or a letter for compgen. */
static void bash_values(void) {
    printf("_detsched_values() {\n    case $1 in\n");
    for (int k = 0; k < HN_O_COUNT; k++) {
        const struct hn_opt *opt = &hn_opts[k];
        const char *words = values_of((enum hn_opt_id)k);

        if (!opt->arg)
            continue;
        printf("    --%s", opt->name);
        if (opt->letter)
            printf(" | -%c", opt->letter);
        if (words)
            printf(") compgen -W '%s' -- \"$2\" ;;\n", words);
        else if (place_of(opt) != NO_PLACE)
            printf(") compgen -%c -- \"$2\" ;;\n", place_of(opt) == A_DIR ? 'd' : 'f');
        else
            printf(") ;;\n");
    }
    printf("    *) return 1 ;;\n    esac\n}\n");
}

void hn_options_bash(void) {
    printf("# Completion of detsched for bash; made from the option table.\n");
    bash_options();
    bash_values();
    printf("_detsched() {\n"
           "    local cur=${COMP_WORDS[COMP_CWORD]} command=run commands='");
    for (const struct hn_command_text *c = hn_commands; c->name; c++)
        printf("%s%s", c == hn_commands ? "" : " ", c->name);
    printf(
        "' at=1 word previous=''\n"
        "    case \" $commands \" in *\" ${COMP_WORDS[1]} \"*)\n"
        "        [ \"$COMP_CWORD\" -gt 1 ] && command=${COMP_WORDS[1]} at=2 ;;\n"
        "    esac\n"
        "    COMPREPLY=()\n"
        "    # Up to the word in question: an option's argument, or the program, whose words are "
        "its own.\n"
        "    while [ \"$at\" -lt \"$COMP_CWORD\" ]; do\n"
        "        word=${COMP_WORDS[at]}\n"
        "        if [ \"$word\" = -- ]; then\n"
        "            previous=--\n"
        "            break\n"
        "        elif [ \"$word\" = = ]; then\n"
        "            :\n"
        "        elif [ -n \"$previous\" ]; then\n"
        "            previous=\n"
        "        elif [ \"${word#-}\" = \"$word\" ]; then\n"
        "            previous=--\n"
        "            break\n"
        "        elif _detsched_values \"${word%%%%=*}\" '' >/dev/null && [ \"${word#*=}\" = "
        "\"$word\" ]; "
        "then\n"
        "            previous=$word\n"
        "        fi\n"
        "        at=$((at + 1))\n"
        "    done\n"
        "    if [ \"$cur\" = = ]; then\n"
        "        cur=\n"
        "    fi\n"
        "    if [ \"$previous\" = -- ]; then\n"
        "        mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n"
        "    elif [ -n \"$previous\" ]; then\n"
        "        mapfile -t COMPREPLY < <(_detsched_values \"$previous\" \"$cur\")\n"
        "    elif [ \"${cur#-}\" != \"$cur\" ]; then\n"
        "        mapfile -t COMPREPLY < <(compgen -W \"$(_detsched_options \"$command\")\" -- "
        "\"$cur\")\n"
        "        case ${COMPREPLY[0]} in *=) compopt -o nospace 2>/dev/null ;; esac\n"
        "    else\n"
        "        [ \"$COMP_CWORD\" -gt 1 ] || mapfile -t COMPREPLY < <(compgen -W \"$commands\" -- "
        "\"$cur\")\n"
        "        mapfile -t -O \"${#COMPREPLY[@]}\" COMPREPLY < <(compgen -f -- \"$cur\")\n"
        "    fi\n"
        "}\n"
        "complete -o filenames -F _detsched detsched\n");
}

/* Inside a single-quoted zsh spec: no quote, no bracket, no colon. */
static void zsh_text(const char *text) {
    for (; *text; text++)
        putchar(strchr("'[]:\\", *text) ? ' ' : *text);
}

static void zsh_option(int k) {
    const struct hn_opt *opt = &hn_opts[k];
    const char *words = values_of((enum hn_opt_id)k);

    printf("      '*--%s%s[", opt->name, opt->arg ? "=" : "");
    zsh_text(opt->help);
    printf("]");
    if (opt->arg) {
        printf(":");
        zsh_text(opt->arg);
        if (words)
            printf(":(%s)", words);
        else if (place_of(opt) != NO_PLACE)
            printf(":_files%s", place_of(opt) == A_DIR ? " -/" : "");
        else
            printf(": ");
    }
    printf("' \\\n");
}

void hn_options_zsh(void) {
    printf("#compdef detsched\n# Made from the option table.\n_detsched() {\n"
           "  local command=run\n  local -a commands\n  commands=(\n");
    for (const struct hn_command_text *c = hn_commands; c->name; c++) {
        printf("    '%s:", c->name);
        zsh_text(c->help);
        printf("'\n");
    }
    printf("  )\n"
           "  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then\n"
           "    _describe command commands\n    _files\n    return\n  fi\n"
           "  if (( CURRENT > 2 )) && [[ -n ${(M)commands:#$words[2]:*} ]]; then\n"
           "    command=$words[2]\n    shift words\n    (( CURRENT-- ))\n  fi\n"
           "  case $command in\n");
    for (const struct hn_command_text *c = hn_commands; c->name; c++) {
        printf("  %s)\n    _arguments -S \\\n", c->name);
        for (int k = 0; k < HN_O_COUNT; k++)
            if (taken(k, c))
                zsh_option(k);
        printf("      '*: :_files' ;;\n");
    }
    printf("  esac\n}\n_detsched \"$@\"\n");
}
