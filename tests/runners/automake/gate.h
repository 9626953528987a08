/* gate.h: what gate.c offers. */
#ifndef GATE_H
#define GATE_H

void gate_open(void);
void gate_pass(void);

#endif
