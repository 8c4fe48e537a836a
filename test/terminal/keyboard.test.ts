import { afterEach, describe, expect, it } from 'vitest';
import { closeSeats, sit } from '../support/seat.ts';

afterEach(closeSeats);

const no = () => undefined;

/** A seat at which one question was answered. */
async function between() {
  const seat = sit();
  const answer = seat.prompter.text({ message: 'First', check: no });
  await seat.looks('? First');
  seat.press('a\r');
  await answer;
  return seat;
}

describe('between two questions', () => {
  it('the terminal shows no keys, and what is typed is for nobody', async () => {
    const seat = await between();
    expect(seat.isRaw()).toBe(true);
    seat.press('x', '\r', '\u001b', '\u0004');
    await seat.pass(0);
    const next = seat.prompter.text({ message: 'Next', check: no });
    await seat.looks('✔ First a', '? Next');
    seat.press('y', '\r');
    expect(await next).toBe('y');
  });

  it('Ctrl-C still stops the command', async () => {
    const seat = await between();
    seat.press('\u0003');
    await expect.poll(() => seat.stop.signal.reason).toBe('SIGINT');
    await expect(seat.prompter.text({ message: 'Next', check: no })).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });
});

describe('the terminal', () => {
  it('is given back at the end', async () => {
    const seat = await between();
    seat.prompter.close();
    expect(seat.isRaw()).toBe(false);
  });

  it('is given back when the process dies with a question open', async () => {
    const seat = sit();
    seat.prompter.choose({ message: 'Which', choices: [{ value: 'a', name: 'A' }] }).catch(() => {});
    await seat.shows('❯ A');
    expect([seat.isRaw(), seat.raw().endsWith('\u001b[?25l')]).toEqual([true, true]);
    seat.die();
    expect([seat.isRaw(), seat.raw().endsWith('\u001b[?25h')]).toEqual([false, true]);
    seat.press('\r');
  });
});

describe('Esc', () => {
  it('is told apart from the keys that begin with it, also after other keys', async () => {
    const seat = sit();
    const answer = seat.prompter.text({ message: 'Name', check: no });
    await seat.looks('? Name');
    seat.press('abc\u001b[Dx');
    await seat.looks('? Name abxc');
    seat.press('y\u001b');
    expect(await answer).toBeUndefined();
    await seat.looks('');
  });
});
