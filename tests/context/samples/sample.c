#include <a.h>
#define MAX 3
#define SQ(x) ((x) * (x))
/* A foo. */
struct foo { int a; char *b; };
typedef struct { int c; } bar_t;
enum e { A, B };
int limit = 3;
int proto(int n);
/*
 * Goes.
 */
static char *go(struct foo *f, int n)
{
    return other(f->run(n));
}
