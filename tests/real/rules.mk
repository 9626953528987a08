# Programs of this folder that use libraries of the distribution; the others come with it as they are.
REAL_T := $(B)/tests/real
REAL := $(addprefix $(REAL_T)/,sqlite uv omp glib gtest rust)
TEST_DEPS += tool $(REAL)
.PHONY: real-build
real-build: $(REAL)

REAL_LIBS_sqlite := -lsqlite3
REAL_LIBS_uv := -luv
REAL_FLAGS_omp := -fopenmp
REAL_FLAGS_glib = $(shell pkg-config --cflags glib-2.0)
REAL_LIBS_glib = $(shell pkg-config --libs glib-2.0)

$(REAL_T)/%: tests/real/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) -std=gnu11 -Wall -Wextra -Werror $(CFLAGS) -pthread $(REAL_FLAGS_$*) -o $@ $< $(REAL_LIBS_$*)
$(REAL_T)/gtest: tests/real/gtest.cc
	@mkdir -p $(@D)
	$(call say,CXX,$<)
	$(Q)$(CXX) -std=c++17 -Wall -Wextra -Werror $(CFLAGS) -pthread -o $@ $< -lgtest -lgtest_main
# The distribution's compiler, whatever else is on the path.
$(REAL_T)/rust: tests/real/work.rs
	@mkdir -p $(@D)
	$(call say,RUSTC,$<)
	$(Q)/usr/bin/rustc --test -g -O --edition 2021 -o $@ $<
