import { expect, it } from 'vitest';
import { PROGRAM } from '../../src/cli.ts';
import { loadProgram } from '../../src/commands/define.ts';
import { EXIT_CODES } from '../../src/commands/help/exit-codes.ts';
import { formatSkill } from '../../src/manual/skill.ts';

it('SKILL.md is what the definitions of today make of it', async () => {
  await expect(formatSkill(await loadProgram(PROGRAM), EXIT_CODES)).toMatchFileSnapshot('../../SKILL.md');
});

it('it is short, and names every command that changes the space', async () => {
  const program = await loadProgram(PROGRAM);
  const text = formatSkill(program, EXIT_CODES);
  expect(text.length).toBeLessThan(12_000);
  expect(text).toContain('| `oppty create` | ');
  for (const line of text.split('\n').filter(line => /^\| `oppty (create|update|move|win|delete)`/.test(line)))
    expect(line).toMatch(/\| the space \|$/);
});
