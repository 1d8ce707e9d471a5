/** A view. */
export function View({ a }: Props): JSX.Element {
  return <Inner a={a}><b>{fn(a)}</b></Inner>;
}
interface Props { a: string }
