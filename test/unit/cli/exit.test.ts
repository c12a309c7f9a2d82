import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ParameterError, StudyError } from '../../../src/errors.ts';
import { guard, withInterrupt } from '../../../src/cli/exit.ts';
import { InvalidStudyError } from '../../../src/study/problems.ts';
import { Cancelled } from '../../../src/study/progress.ts';

let written: string;
let before: typeof process.exitCode;

beforeEach(() => {
  written = '';
  before = process.exitCode;
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written += String(text);
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = before;
});

const codeOf = async (cause: unknown) => {
  process.exitCode = undefined;
  await guard(() => Promise.reject(cause));
  return process.exitCode;
};

describe('exit codes', () => {
  test('0 and silence if all went well', async () => {
    process.exitCode = undefined;
    await guard(() => Promise.resolve());
    expect([process.exitCode, written]).toEqual([undefined, '']);
  });

  test('1 and one line for a fault of the user', async () => {
    expect(await codeOf(new ParameterError('dt', 'a number > 0', -1, 'take\n another'))).toBe(1);
    expect(written).toBe('spikefield: dt: Expected a number > 0, but received -1 (take another)\n');
  });

  test('1 and the first ten faults of a study', async () => {
    const faults = Array.from({ length: 12 }, (_, i) => new StudyError('s.json', `k${i}`, 'wrong'));
    expect(await codeOf(new InvalidStudyError(faults))).toBe(1);
    const lines = written.trimEnd().split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[9]).toBe('spikefield: s.json: k9: wrong');
    expect(lines[10]).toBe('spikefield: ... and 2 more');
  });

  test('2 and the stack for a fault of ours', async () => {
    expect(await codeOf(new TypeError('x is undefined'))).toBe(2);
    expect(written).toMatch(/^spikefield: internal error, .*\nTypeError: x is undefined\n +at /);
  });

  test('130 and one line on what is kept of cancelled work', async () => {
    expect(await codeOf(new Cancelled('1 of 2 s are kept'))).toBe(130);
    expect(written).toBe('spikefield: 1 of 2 s are kept\n');
  });

  test('130 after Ctrl-C, of which there is one line', async () => {
    const work = withInterrupt(async (signal) => {
      process.emit('SIGINT');
      if (signal.aborted) throw new Cancelled();
    });
    expect(await codeOf(await work.catch((e) => e))).toBe(130);
    expect(written.replace('\r\u001b[K', '')).toBe('spikefield: interrupted\n');
    expect(process.listenerCount('SIGINT')).toBe(0);
  });
});
