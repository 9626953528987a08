# Random programs, made while the suite runs; the interpreter and the model are those of tests/conform.
TEST_DEPS += tool $(B)/tests/conform/interp $(B)/tests/conform/player
