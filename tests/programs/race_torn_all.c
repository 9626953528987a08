/* The same where every access is a point.
 * expect=data-race,assert; flags=-fsanitize=thread; seeds=200; options=--preempt=all; */
#include "race_torn.c"
