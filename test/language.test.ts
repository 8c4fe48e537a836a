import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '..', 'src');

/** Words that say nothing of the thing they would name. What is meant has a noun, and a function a verb. */
const NOT_NAMES = new Set(
  `told kept seen given named asked made worth sure said shown held gone lost looked came chosen meant called taken
  drawn listed placed picked loaded opened offered counted wanted known whole others summon lay says led checkup calling
  offering making parties once quietly switches`.split(/\s+/),
);

/** Names that files on disks of users have; a new word would make those unreadable. */
const IN_FILES = ['records/known-names.ts: seen', 'storage/names-cache.ts: seen', 'completion/knowledge.ts: seen'];

/** What a file declares: variables, parameters, functions, types and their members. */
function declaredNames(file: string): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    const { name } = node as { name?: ts.Node };
    if (name && ts.isIdentifier(name) && isDeclaration(node)) names.push(name.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(join(SRC, file), 'utf8'), ts.ScriptTarget.Latest));
  return names;
}

const isDeclaration = (node: ts.Node): boolean =>
  ts.isVariableDeclaration(node) ||
  ts.isParameter(node) ||
  ts.isBindingElement(node) ||
  ts.isFunctionDeclaration(node) ||
  ts.isPropertySignature(node) ||
  ts.isMethodSignature(node) ||
  ts.isPropertyDeclaration(node) ||
  ts.isMethodDeclaration(node);

describe('a name', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .map(file => file.replaceAll('\\', '/'))
    .filter(file => file.endsWith('.ts'));

  it('is a noun or a verb of the field', () => {
    const wrong = files.flatMap(file =>
      declaredNames(file)
        .filter(name => NOT_NAMES.has(name))
        .map(name => `${file}: ${name}`),
    );
    expect([...new Set(wrong)].filter(one => !IN_FILES.includes(one))).toEqual([]);
  });

  it('is found in every kind of declaration', () => {
    expect(files.length).toBeGreaterThan(100);
    const all = new Set(files.flatMap(declaredNames));
    for (const name of ['createContext', 'flags', 'canPrompt', 'hint', 'notice']) expect(all).toContain(name);
  });
});
