/** Folders with files in them, and git repositories. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const WHO = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgsign=false'];

export function write(folder: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

export const read = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8');

/** Commit what is in the folder, then write and stage these texts. */
export function commitAndStage(folder: string, staged: Record<string, string>): void {
  const git = (...args: string[]) => execFileSync('git', [...WHO, ...args], { cwd: folder, stdio: 'pipe' });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '--message=Begin');
  write(folder, staged);
  git('add', '.');
}
