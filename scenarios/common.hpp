// common.hpp: the standard headers that many C++ scenarios include, compiled once for all of them. Every
// scenario still names the headers that it uses.
#include <atomic>
#include <cstdio>
#include <condition_variable>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>
