import D, { a as b } from "./m";
const k = 1, l = 2;
/**
 * A foo.
 * @param x it
 */
export class Foo extends Bar {
  constructor(a) { super(a); }
  go(n) {
    other(n);
    return this.go(new Foo(1));
  }
}
// Adds.
// Quickly.
export const add = async (x, y) => x + y;
function* gen() {}
Foo.prototype.late = function (z) { return z; };
const o = { meth() {}, fn: function () {} };
