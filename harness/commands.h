/* commands.h: one function for each command. ARGV starts behind the command's name; returns the exit
 * status. */
#ifndef HN_COMMANDS_H
#define HN_COMMANDS_H

int hn_cmd_run(int argc, char **argv);
int hn_cmd_replay(int argc, char **argv);
int hn_cmd_minimize(int argc, char **argv);
int hn_cmd_graph(int argc, char **argv);
int hn_cmd_explain(int argc, char **argv);
int hn_cmd_ls(int argc, char **argv);
int hn_cmd_doctor(int argc, char **argv);
int hn_cmd_merge(int argc, char **argv);
int hn_cmd_status(int argc, char **argv);
int hn_cmd_cc(int argc, char **argv);
int hn_cmd_wrap(int argc, char **argv);

#endif
