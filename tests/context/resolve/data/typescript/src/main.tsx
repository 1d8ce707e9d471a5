import { Store, draw, helpers, open } from './lib';
import Panel from './lib/view';
import start from './legacy';
import { boot } from '@acme/core';
import { Item as Own } from '@acme/app/lib/item';
import { rename } from 'lodash';

export const page = async (source: Store) => {
  draw([]);
  // ^ -> src/lib/view.ts: export function render [import]
  helpers.render([]);
  //      ^ -> src/lib/view.ts: export function render [member]
  const item = await source.load('a');
  item.rename('b');
  //   ^ -> src/lib/item.ts: rename(to: string): Item [type]
  const store = open();
  store.load('x');
  //    ^ -> src/lib/store.ts: async load(id: string) [type]
  new Panel().show();
  //          ^ -> src/lib/view.ts: show() [type]
  boot();
  // ^ -> packages/core/src/index.ts: export function boot [import]
  start();
  // ^ -> src/legacy.js: function run(render2) [import]
  rename('x');
  // ^ -> nothing
  new Own().rename('x');
  //        ^ -> src/lib/item.ts: rename(to: string): Item [type]
  return <div>{draw([])}</div>;
  //           ^ -> src/lib/view.ts: export function render [import]
};
