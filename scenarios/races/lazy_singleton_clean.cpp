/* scenario: lazy_singleton
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
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
};

Registry &Registry::instance() {
    static Registry only;
    return only;
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
