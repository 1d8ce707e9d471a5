const { render } = require('./lib/view');
const view = require('./lib/view');

function run(render2) {
  render([]);
  // ^ -> src/lib/view.ts: export function render [import]
  view.render([]);
  //   ^ -> src/lib/view.ts: export function render [member]
  render2([]);
  // ^ -> nothing
}
module.exports = run;
