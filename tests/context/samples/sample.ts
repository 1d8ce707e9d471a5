import { a as b } from "./m";
/** A foo. */
@Dec()
export abstract class Foo<T> extends Bar implements Baz {
  x: number = 1;
  constructor(private a: string) { super(); }
  /** Goes. */
  @Inp()
  go(n: number): string { other(n); return this.go(1); }
  arrow = (n: number) => { return n; };
  abstract m(): void;
}
export interface I { q(): void; z: number }
export type T = string;
enum E { A, B }
export const f = async (x: number): Promise<void> => { };
namespace N { function inner() {} }
declare function amb(a: number): void;
