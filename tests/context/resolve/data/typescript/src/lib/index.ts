export * from './store';
export { render as draw } from './view.js';
export * as helpers from './view';
