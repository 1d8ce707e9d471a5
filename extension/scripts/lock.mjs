/**
 * Take the addresses out of package-lock.json: names, versions and hashes say what is meant, and each
 * installation has its own registry. npm's own option for that leaves out versions as well.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = join(import.meta.dirname, '..', 'package-lock.json');
const lock = JSON.parse(readFileSync(FILE, 'utf8'));
for (const entry of Object.values(lock.packages)) delete entry.resolved;
writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
