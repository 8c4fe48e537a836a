import { afterEach, describe, expect, it } from 'vitest';
import { closeSeats, sit } from '../../support/seat.ts';

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

describe('what is pasted', () => {
  const paste = (text: string) => `\u001b[200~${text}\u001b[201~`;

  it('is one line in the line that is open, and answers nothing', async () => {
    const seat = sit();
    const answer = seat.prompter.text({ message: 'Name', check: no });
    await seat.looks('? Name');
    seat.press(`a ${paste('Müller\t& Söhne\r\n\u0004the \u001bnext line\r\n\r\n')} b`);
    await seat.looks('? Name a Müller & Söhne the  next line b');
    seat.press('\r');
    expect(await answer).toBe('a Müller & Söhne the  next line b');
  });

  it('chooses nothing from a list either', async () => {
    const seat = sit();
    const choices = ['None', 'Draft', 'Final'].map(name => ({ value: name, name }));
    const answer = seat.prompter.choose({ message: 'Which', choices });
    await seat.shows('❯ None');
    seat.press(paste('\r\nDra\r'));
    await seat.shows('❯ Draft');
    seat.press('\u001b[B\r');
    expect(await answer).toBe('Final');
  });

  it('may come in pieces that end anywhere', async () => {
    const seat = sit();
    const answer = seat.prompter.text({ message: 'Name', check: no });
    await seat.looks('? Name');
    seat.press('\u001b[200~');
    for (const byte of Buffer.from('Zoë\r[é\u001b[201~')) seat.stdin.write(Buffer.from([byte]));
    seat.press('\r');
    expect(await answer).toBe('Zoë [é');
  });

  it('is drawn once, however long it is', async () => {
    const seat = sit();
    const answer = seat.prompter.text({ message: 'Name', check: no });
    await seat.looks('? Name');
    const before = seat.raw().length;
    const text = 'long '.repeat(2000);
    seat.press(paste(`${text}end`));
    await seat.shows('end');
    expect(seat.raw().length - before).toBeLessThan(80 * 24 * 2);
    seat.press('\r');
    expect(await answer).toBe(`${text}end`);
  });

  it('before a question opens is for nobody, and neither is what still comes of it', async () => {
    const seat = await between();
    const [begins, ends] = paste('lost|lost').split('|');
    seat.press(begins!);
    const next = seat.prompter.text({ message: 'Next', check: no });
    await seat.looks('✔ First a', '? Next');
    seat.press(ends!, 'y', '\r');
    expect(await next).toBe('y');
  });

  it('without an end does not keep Ctrl-C from stopping the command', async () => {
    const seat = sit();
    const answer = seat.prompter.text({ message: 'Name', check: no });
    await seat.looks('? Name');
    seat.press('\u001b[200~for ever', '\u0003');
    await expect(answer).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  it('is marked by the terminal only as long as the command asks', async () => {
    for (const end of ['close', 'die']) {
      const seat = await between();
      const isMarked = () => seat.raw().lastIndexOf('\u001b[?2004h') > seat.raw().lastIndexOf('\u001b[?2004l');
      expect(isMarked()).toBe(true);
      if (end === 'close') seat.prompter.close();
      else seat.die();
      expect(isMarked()).toBe(false);
    }
  });
});
