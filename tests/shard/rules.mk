# Campaigns in parts: shards, merges, resumed ones, and the systems that start many of them.
SHARD_T := $(B)/tests/shard
SHARD_UNITS := $(SHARD_T)/words $(SHARD_T)/records
TEST_DEPS += tool $(SHARD_UNITS) $(SHARD_T)/mixed $(SHARD_T)/quick $(SHARD_T)/nolock.so

$(SHARD_T)/obj/%.o: tests/shard/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) $(SAN) -c $< -o $@
$(SHARD_UNITS): $(SHARD_T)/%: $(SHARD_T)/obj/%.o $(filter-out %/main.o,$(HARNESS_OBJ)) $(REPORTS_OBJ) \
    $(B)/lib/libdsengine.a
	$(call say,LD,$@)
	$(Q)$(CC) $(SAN) -o $@ $^ $(HARNESS_LIBS) -lcmocka
# Without the tree's warnings as errors: what these do is wrong on purpose.
$(SHARD_T)/mixed: tests/shard/mixed.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) -std=gnu11 $(WARN) -O1 -g -pthread -fsanitize=thread -o $@ $<
$(SHARD_T)/quick: tests/shard/quick.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) -std=gnu11 $(WARN) -O1 -g -pthread -o $@ $<
$(SHARD_T)/nolock.so: tests/shard/nolock.c
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 $(WARN) -O1 -fPIC -shared -o $@ $< -ldl
-include $(wildcard $(SHARD_T)/obj/*.d)
