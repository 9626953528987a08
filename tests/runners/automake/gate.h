/* gate.h: what gate.c offers. */
void gate_open(void);
void gate_pass(void);
