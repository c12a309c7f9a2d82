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

  test.each([
    ['SIGINT', 130, 'interrupted'],
    ['SIGTERM', 143, 'interrupted by SIGTERM'],
    ['SIGHUP', 129, 'interrupted by SIGHUP'],
  ] as const)('after %s is %i, with one line, and one on what is kept', async (signal, code, said) => {
    for (const kept of [undefined, '1 of 2 s are kept']) {
      written = '';
      const work = withInterrupt(async (aborted) => {
        process.emit(signal, signal);
        if (aborted.aborted) throw new Cancelled(kept);
      });
      expect(await codeOf(await work.catch((e) => e))).toBe(code);
      expect(written.replace('\r\u001b[K', '')).toBe(
        `spikefield: ${said}\n${kept === undefined ? '' : `spikefield: ${kept}\n`}`,
      );
      expect(process.listenerCount(signal)).toBe(0);
    }
  });

  test('a second interruption ends the program at once, unless it is the first one passed on', async () => {
    const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
    let now = 1000;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    await withInterrupt(async () => {
      process.emit('SIGINT', 'SIGINT');
      now += 100;
      process.emit('SIGINT', 'SIGINT');
      expect(exit).not.toHaveBeenCalled();
      now += 1000;
      process.emit('SIGTERM', 'SIGTERM');
      expect(exit.mock.calls).toEqual([[143]]);
    });
    expect(written.replace('\r\u001b[K', '')).toBe('spikefield: interrupted\n');
  });

  test('what fails after an interruption is still a fault', async () => {
    const work = withInterrupt(async () => {
      process.emit('SIGTERM', 'SIGTERM');
      throw new ParameterError('dt', 'a number > 0', -1);
    });
    expect(await codeOf(await work.catch((e) => e))).toBe(1);
    expect(written).toMatch(/^.*spikefield: interrupted by SIGTERM\nspikefield: dt: .*\n$/);
  });
});
