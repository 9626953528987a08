/* scenario: lazy_singleton
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: Registry::instance
 * always: yes
 * needs: -
 * args: -
 * about: A registry is made at its first use, by a test of a plain pointer; the fix is a local
 *   static variable.
 */
#include <thread>

class Registry {
  public:
    static Registry &instance();
    int size() const { return size_; }

  private:
    int size_ = 4;
    static Registry *only_;
};

Registry *Registry::only_;

Registry &Registry::instance() {
    if (!only_)
        only_ = new Registry;
    return *only_;
}

void use() {
    if (Registry::instance().size() != 4)
        std::terminate();
}

int main() {
    std::thread first(use), second(use);
    first.join();
    second.join();
    return 0;
}
