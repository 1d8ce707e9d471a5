import { makeClient, Options } from "./client";

export async function main(options: Options): Promise<void> {
  const client = makeClient("x", options);
  // R1 completion 400
  // R1 + is being called at the cursor: send(path: string, body?: string): Promise<string>
  // R1 + is used here: makeClient(base: string, options: Options): Client
  // R1 + type of a parameter: retries: number
  // R1 - return path
  await client.send(▮
}
