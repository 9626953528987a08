# CMake: the emulator's way; the launcher's needs 3.29, so that only what is set for it is looked at.
INCLUDE=$ROOT/contrib/cmake/detsched.cmake
export INCLUDE
status "cmake: configured and built, with GoogleTest's discovery" 0 sh -c \
    'cmake -S "$HERE/cmake" -B "$T/cmake" -G Ninja -DCMAKE_PROJECT_TOP_LEVEL_INCLUDES="$INCLUDE" && ninja -C "$T/cmake"'
status "ctest: flaky tests fail the run" 8 ctest --test-dir "$T/cmake" --output-on-failure
for test in flaky 'Gate.looks_then_waits'; do
    holds "$T/out" " $test \.*\*\*\*Failed" "ctest: $test is found"
done
for test in steady output 'Gate.waits_until_open' 'Threads/Many.count/1'; do
    holds "$T/out" " $test \.* *Passed" "ctest: $test passes"
done
holds "$T/out" ' skipped \.*\*\*\*Skipped' "ctest: what is skipped is still skipped"
holds "$T/out" 'error: lost-wakeup' "ctest: the report stands in the test's output"
cat >"$T/work/which.cmake" <<'END'
function(try version)
    unset(CMAKE_TEST_LAUNCHER)
    unset(CMAKE_CROSSCOMPILING_EMULATOR)
    set(CMAKE_VERSION ${version})
    include($ENV{INCLUDE})
    message("${version}: launcher ${CMAKE_TEST_LAUNCHER} emulator ${CMAKE_CROSSCOMPILING_EMULATOR}")
endfunction()
try(3.29.0)
try(3.25.1)
END
status "cmake: which variable is set for which version" 0 cmake -P which.cmake
holds "$T/err" '^3.29.0: launcher .*/detsched;wrap;-- emulator $' "cmake: the test launcher from 3.29 on"
holds "$T/err" '^3.25.1: launcher  emulator .*/detsched;wrap;--$' "cmake: the emulator before"
