export function render(items: string[]) {}
export default class Panel {
  show() {}
}
