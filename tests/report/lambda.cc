// lambda.cc: a lambda's code, whose debug info stands in the function that makes it.
#include <cstdint>

__attribute__((noinline)) static uint64_t here() {
    return reinterpret_cast<uint64_t>(__builtin_return_address(0));
}

extern "C" uint64_t play_lambda() {
    int kept = 1;
    auto inner = [&kept] {
        uint64_t at = here();
        kept = 2;
        return at;
    };
    return inner();
}
