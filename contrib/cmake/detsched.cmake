# Runs the tests of a CMake project under detsched:
#
#     cmake -B build-detsched -DCMAKE_PROJECT_TOP_LEVEL_INCLUDES=/path/to/detsched.cmake
#     cmake --build build-detsched && ctest --test-dir build-detsched
#
# (CMake before 3.24: include() it before the first target.) DETSCHED names the command where it is not in
# PATH; options go into the variable DETSCHED_OPTIONS of the environment when ctest runs. Only tests whose
# command is a target of the project are run under detsched: add_test(NAME t COMMAND t).
find_program(DETSCHED detsched REQUIRED)
if(CMAKE_VERSION VERSION_GREATER_EQUAL 3.29)
    set(CMAKE_TEST_LAUNCHER "${DETSCHED};wrap;--")
else()
    set(CMAKE_CROSSCOMPILING_EMULATOR "${DETSCHED};wrap;--")
endif()
