/**
 * Preloaded into every Node process of the tests: writes down whatever wants to leave the machine.
 * R1_GUARD is a folder. A file in it for each process tells that the guard was there; what a process
 * looked up or connected to elsewhere stands in `outside`.
 */
const { ChildProcess } = require('node:child_process');
const dgram = require('node:dgram');
const dns = require('node:dns');
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const net = require('node:net');
const path = require('node:path');

const folder = process.env.R1_GUARD;
const LOCAL = /^(localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|::1?|::ffff:127\.\d+\.\d+\.\d+)$/;

function record(what, host) {
  if (LOCAL.test(host)) return;
  const stack = new Error().stack.split('\n').slice(3, 9).join(' <');
  fs.appendFileSync(path.join(folder, 'outside'), `${process.argv[1]}: ${what} ${host} ${stack}\n`);
}

function watch(owner, name, hostOf) {
  const original = owner[name];
  owner[name] = function (...args) {
    const host = hostOf(args);
    if (host !== undefined) record(name, String(host));
    return original.apply(this, args);
  };
}

/** The host that the arguments of `connect` name, undefined for a pipe. */
function hostOf(given) {
  const args = Array.isArray(given[0]) ? given[0] : given;
  const [first, second] = args;
  if (first !== null && typeof first === 'object') return first.path ? undefined : (first.host ?? 'localhost');
  if (typeof first === 'string' && Number.isNaN(Number(first))) return undefined;
  return typeof second === 'string' ? second : 'localhost';
}

watch(net.Socket.prototype, 'connect', hostOf);
watch(dgram.Socket.prototype, 'send', (args) => args.findLast((value) => typeof value === 'string'));
for (const owner of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype])
  for (const name of Object.getOwnPropertyNames(owner))
    if (/^(lookup|resolve|reverse)/.test(name) && typeof owner[name] === 'function')
      watch(owner, name, ([host]) => host || 'localhost');
syncBuiltinESMExports();

// VS Code and the extension take these from what they start; the guard is to be there as well
const spawn = ChildProcess.prototype.spawn;
ChildProcess.prototype.spawn = function (options) {
  const kept = (options.envPairs ?? []).filter((pair) => !/^(NODE_OPTIONS|PYTHONPATH)=/.test(pair));
  const guard = [`NODE_OPTIONS=--require=${__filename}`, `PYTHONPATH=${__dirname}`];
  options.envPairs = [...kept, ...guard, `R1_GUARD=${folder}`];
  return spawn.call(this, options);
};

fs.writeFileSync(path.join(folder, `node-${process.pid}`), process.argv.join('\n'));
