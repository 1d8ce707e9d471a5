/** One window of VS Code in Chromium, driven by the keyboard as a user would. */
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { required } from './paths.ts';

const OFFLINE =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking ' +
  '--disable-component-update --disable-sync --host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1';

/** A browser that finds no other machine; `outside` is what it asked for elsewhere. */
export class Chromium {
  readonly outside: string[] = [];
  private browser: Browser | undefined;
  private context: BrowserContext | undefined;

  async start(): Promise<void> {
    const args = OFFLINE.split(/ (?=--)/);
    this.browser = await chromium.launch({ executablePath: required('CHROMIUM'), args });
    const viewport = { width: 1280, height: 800 };
    this.context = await this.browser.newContext({ viewport, reducedMotion: 'reduce' });
    // a view's own files have an address of their own, which its service worker answers from here
    this.context.on('response', (response) => !response.fromServiceWorker() && this.note(response.url()));
    this.context.on('requestfailed', (request) => this.note(request.url()));
  }

  async open(): Promise<Window> {
    if (!this.context) throw new Error('the browser is not started');
    const page = await this.context.newPage();
    page.setDefaultTimeout(15_000);
    return new Window(page);
  }

  async stop(): Promise<void> {
    await this.browser?.close();
  }

  private note(address: string): void {
    const { protocol, hostname } = new URL(address);
    if (/^(https?|wss?):$/.test(protocol) && hostname !== '127.0.0.1') this.outside.push(address);
  }
}

export class Window {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** The lines of the editor in front. */
  get lines(): Locator {
    return this.page.locator('.editor-instance .monaco-editor .view-line');
  }

  /** Run a command by its title in the palette. */
  async run(title: string): Promise<void> {
    await this.pick('F1', `>${title}`, title);
  }

  /** Take the entry with this text of a list that is shown. */
  async choose(text: string): Promise<void> {
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().click();
  }

  /** Put the cursor, both from 1. */
  async goto(line: number, column = 1): Promise<void> {
    await this.pick('Control+g', `:${line}:${column}`, String(line));
  }

  /** Wait until the status bar's item says so; returns what it says. */
  async status(text: string | RegExp, timeout = 30_000): Promise<string> {
    const item = this.page.locator('.statusbar-item', { hasText: text }).first();
    await item.waitFor({ timeout });
    return (await item.textContent()) ?? '';
  }

  /** Wait for an editor line with this text. */
  async line(text: string | RegExp): Promise<void> {
    await this.lines.filter({ hasText: text }).first().waitFor();
  }

  /** Wait for a notification, whose buttons it then has. */
  async notification(text: string | RegExp): Promise<Locator> {
    const shown = this.page.locator('.notification-list-item', { hasText: text }).first();
    await shown.waitFor();
    return shown;
  }

  /** Save the editor in front, and wait until it is. */
  async save(): Promise<void> {
    await this.page.keyboard.press('Control+s');
    await this.page.locator('.tab.active:not(.dirty)').first().waitFor();
  }

  /** Try a whole gesture anew when something closed a menu or a hover while it was made. */
  async again<T>(gesture: () => Promise<T>, tries = 4): Promise<T> {
    for (let left = tries; ; left--)
      try {
        return await gesture();
      } catch (error) {
        if (left <= 1) throw error;
        await this.page.keyboard.press('Escape');
        await this.page.keyboard.press('Escape');
      }
  }

  private async pick(key: string, text: string, row: string): Promise<void> {
    const widget = this.page.locator('.quick-input-widget');
    await this.again(async () => {
      await this.page.keyboard.press(key);
      const input = widget.locator('input').first();
      await input.waitFor({ timeout: 5000 });
      await input.fill(text);
      const rows = widget.locator('.monaco-list-row');
      await rows.filter({ hasText: row }).first().waitFor({ timeout: 5000 });
      await this.page.keyboard.press('Enter');
    });
    await widget.and(this.page.locator(':visible')).filter({ hasText: text }).waitFor({ state: 'hidden' });
  }
}
