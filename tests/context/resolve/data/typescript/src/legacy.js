const { render } = require('./lib/view');
const view = require('./lib/view');

const { Item } = require('./lib/item');

const first = /*@__PURE__*/ new Item();
first.rename('y');
//    ^ -> src/lib/item.ts: rename(to: string): Item [type]

function make(item = new Item()) {
  //                     ^ -> src/lib/item.ts: export class Item [import]
  item.rename('x');
  //   ^ -> src/lib/item.ts: rename(to: string): Item [type]
}

function run(render2) {
  render([]);
  // ^ -> src/lib/view.ts: export function render [import]
  view.render([]);
  //   ^ -> src/lib/view.ts: export function render [member]
  render2([]);
  // ^ -> nothing
}
module.exports = run;
