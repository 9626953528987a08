# Programs compiled for race detection: how they are started, detsched cc, suppressions. The tests compile them.
TEST_DEPS += tool
