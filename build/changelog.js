// Run by `npm version`: makes a version of what CHANGELOG.md, where it is run, holds under Unreleased.
import { readFileSync, writeFileSync } from 'node:fs';

const { npm_new_version: version } = process.env;
const HEAD = '## [Unreleased]\n';

const text = readFileSync('CHANGELOG.md', 'utf8');
const [before, after = ''] = text.split(HEAD);
const news = after.split(/^## /m, 1)[0];
if (!version || !news.trim()) throw new Error('CHANGELOG.md holds nothing under Unreleased to make a version of');
const day = new Date().toISOString().slice(0, 10);
writeFileSync('CHANGELOG.md', `${before}${HEAD}\n## [${version}] - ${day}\n${after}`);
