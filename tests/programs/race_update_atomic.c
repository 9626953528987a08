/* Without points at plain accesses the race is found, and what it leads to is not.
 * expect=data-race; flags=-fsanitize=thread; seeds=150; options=--preempt=atomic; */
#include "race_update_lost.c"
