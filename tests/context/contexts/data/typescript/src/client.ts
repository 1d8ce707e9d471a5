export interface Options {
  retries: number;
  timeout?: number;
}

export class Client {
  constructor(private base: string, options: Options) {}

  async send(path: string, body?: string): Promise<string> {
    return path;
  }
}

export function makeClient(base: string, options: Options): Client {
  return new Client(base, options);
}
