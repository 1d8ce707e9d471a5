#include <a.h>
namespace ns {
/// A foo.
template <typename T> class Foo : public Bar {
public:
  Foo(int a);
  ~Foo();
  int go(int n) const { return other(n); }
  static const int k = 1;
};
// Bars.
int Foo::bar(int a) { this->go(1); ns::q(); return 0; }
enum class E { A };
using T = int;
bool operator==(const S& a, const S& b) { return new S(); }
}
