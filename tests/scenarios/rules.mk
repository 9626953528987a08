# The scenario tests need the command, the shim and every program of the catalogue.
TEST_DEPS += tool scenarios $(B)/tests/report/reread
