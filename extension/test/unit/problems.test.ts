import { describe, expect, test } from 'vitest';
import { type Kind, Problem, problemOf } from '../../installer/problems.ts';

const NOTHING_FOUND = `ERROR: Could not find a version that satisfies the requirement anyio==4.16.0 (from versions: none)
ERROR: No matching distribution found for anyio==4.16.0`;

// what pip and Python print
const SAID: [string, Kind, string][] = [
  [
    'an index out of reach',
    'network',
    `Processing ./pip.whl\nR1: fetching\nLooking in indexes: http://127.0.0.1:9/\n${NOTHING_FOUND}`,
  ],
  [
    'a connection that breaks later',
    'network',
    `Collecting anyio==4.16.0
WARNING: Retrying (Retry(total=4, connect=None)) after connection broken by 'ReadTimeoutError("read timed out.")': /simple/onnx/
${NOTHING_FOUND.replaceAll('anyio', 'onnx')}`,
  ],
  [
    'a certificate that nobody trusts',
    'network',
    `Collecting anyio==4.16.0
Could not fetch URL https://localhost/onnx/: There was a problem confirming the ssl certificate: HTTPSConnectionPool(host='localhost', port=443): Max retries exceeded with url: /onnx/ (Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:1006)'))) - skipping
${NOTHING_FOUND.replaceAll('anyio', 'onnx')}`,
  ],
  [
    'a proxy that refuses',
    'network',
    `WARNING: Retrying after connection broken by 'ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 407'))'\n${NOTHING_FOUND}`,
  ],
  [
    'a package that is not made for this Python',
    'platform',
    `R1: fetching
Collecting anyio==4.16.0
  Using cached anyio-4.16.0-py3-none-any.whl (114 kB)
ERROR: Could not find a version that satisfies the requirement onnxruntime-genai==0.18.0 (from versions: none)
ERROR: No matching distribution found for onnxruntime-genai==0.18.0`,
  ],
  [
    'a wheel for another system',
    'platform',
    'ERROR: r1_assistant-0.1.0-cp311-cp311-win32.whl is not a supported wheel on this platform.',
  ],
  [
    'a wheel for another Python',
    'platform',
    `Processing ./r1_assistant-0.1.0-py3-none-any.whl
ERROR: Package 'r1-assistant' requires a different Python: 3.10.13 not in '>=3.11'`,
  ],
  [
    'another file than the one that was pinned',
    'hash',
    `ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated
    r1-assistant==0.1.0 from file:///tmp/r1_assistant-0.1.0-py3-none-any.whl:
        Expected sha256 00\n             Got        14`,
  ],
  [
    'a full disk',
    'disk',
    'Collecting onnx\nERROR: Could not install packages due to an OSError: [Errno 28] No space left on device\n',
  ],
  ['a full disk on Windows', 'disk', 'OSError: [WinError 112] Es steht nicht genug zur Verfügung'],
  ['a full disk in the editor', 'disk', 'ENOSPC: no space left on device, write'],
  ['a Python in parts', 'venvless', '/usr/bin/python3: No module named ensurepip'],
  ['what nobody thought of', 'other', 'Traceback (most recent call last):\nPermissionError: [Errno 13]'],
];

describe('problemOf', () => {
  test.each(SAID)('%s', (_, kind, said) => {
    expect(problemOf(new Error(said)).kind).toBe(kind);
  });

  test('keeps the last line as the detail', () => {
    expect(problemOf(new Error('a\n  b c \n\n')).detail).toBe('b c');
  });

  test('leaves a problem that is known already as it is', () => {
    const problem = new Problem('old', 'No space left');
    expect(problemOf(problem)).toBe(problem);
  });

  test('takes what is no error', () => {
    expect(problemOf('boom')).toMatchObject({ kind: 'other', detail: 'boom' });
  });
});
